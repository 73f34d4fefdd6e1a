import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { SPARE_MS } from '../../../lambdas/shared/aws/patience.ts';
import { PATIENCE } from '../../../lambdas/webhook-sender/patience.ts';
import { GIVE_UP_SECONDS, RETRY_SECONDS } from '../../../lambdas/webhook-sender/schedule.ts';
import { stages } from '../../../lib/stages/stages.ts';
import type { WebhookConfig } from '../../../lib/stages/webhooks.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../support/synthesized.ts';

const webhooks: WebhookConfig[] = [
  { name: 'first', url: 'https://a.example/', secretParameter: '/image-intake/first' },
  { name: 'hook-2', url: 'https://b.example/?c', secretParameter: 'second', concurrency: 2 },
];

let all: Record<string, Template>;
let api: Template;
let storage: Template;
beforeAll(() => {
  all = templatesOf(synthesize('prod', { stages: { prod: { ...stages.prod!, webhooks } } }));
  ({ api, storage } = all as { api: Template; storage: Template });
});
const sender = () => theOnly(api, 'AWS::Lambda::Function', 'WebhookSender').Properties;

describe('the sender of a stage with webhooks', () => {
  it('is told of each endpoint, and of its secret the name alone', () => {
    const { 'Fn::Join': joined } = sender().Environment.Variables.WEBHOOKS;
    const text = joined[1].map((part: unknown) => (typeof part === 'string' ? part : 'URL')).join('');
    expect(JSON.parse(text)).toEqual([
      { name: 'first', url: 'https://a.example/', queue: 'URL', secret: '/image-intake/first' },
      { name: 'hook-2', url: 'https://b.example/?c', queue: 'URL', secret: 'second' },
    ]);
  });

  it.each([
    ['first', 5],
    ['hook-2', 2],
  ])('takes events for %s from a queue of its own, one at a time, %d at once', (name, atOnce) => {
    const id = `Webhook${name.replace('-', '')}`;
    const { Properties } = theOnly(api, 'AWS::Lambda::EventSourceMapping', id);
    expect(Properties).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: atOnce },
    });
    expect(JSON.stringify(Properties.EventSourceArn)).toContain(`${id}Queue`);
    expect(JSON.stringify(Properties.FunctionName)).toContain('WebhookSenderLive');
  });

  it('may read these parameters and take from these queues, and nothing else', () => {
    const policies = resourcesOf(api, 'AWS::IAM::Policy').filter(([id]) => id.startsWith('WebhookSender'));
    const granted = policies
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
      .flatMap(({ Action, Resource }) =>
        [Action].flat().flatMap((action) => [Resource].flat().map((one) => [action, JSON.stringify(one)])),
      )
      .filter(([action]) => !/^(logs|xray):/.test(action));
    const parameters = granted.filter(([action]) => action === 'ssm:GetParameter');
    expect(parameters.map(([, resource]) => /:parameter\/[^"]*/.exec(resource)?.[0])).toEqual([
      ':parameter/image-intake/first',
      ':parameter/second',
    ]);
    const queues = granted.filter(([action]) => action !== 'ssm:GetParameter');
    expect(
      queues.map(([action, resource]) => `${action} ${/Webhook\w+?Queue/.exec(resource)}`).sort(),
    ).toEqual(
      ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'].flatMap(
        (action) => [`sqs:${action} WebhookfirstQueue`, `sqs:${action} Webhookhook2Queue`],
      ),
    );
  });

  it('has time for a receiver, and for every attempt of its own calls', () => {
    const { attempts, attemptMs } = PATIENCE;
    expect(10_000 + 2 * attempts * attemptMs).toBeLessThan(1000 * sender().Timeout - SPARE_MS);
  });

  it('is none of a stage without webhooks', () => {
    const without = templatesOf(synthesize('prod')).api!;
    expect(resourcesOf(without, 'AWS::Lambda::Function').filter(([id]) => id.startsWith('Webhook'))).toEqual(
      [],
    );
  });
});

describe('the queue of an endpoint', () => {
  it('outlasts the attempts of a day, with receives to spare for crashes', () => {
    const least = RETRY_SECONDS.map((seconds) => 0.9 * seconds);
    let attempts = 1;
    for (let age = 0; age < GIVE_UP_SECONDS; attempts++) age += least[attempts - 1] ?? least.at(-1)!;
    const queues = resourcesOf(storage, 'AWS::SQS::Queue').filter(
      ([id, { Properties }]) => id.startsWith('Webhook') && Properties.RedrivePolicy,
    );
    expect(queues).toHaveLength(2);
    for (const [, { Properties }] of queues) {
      expect(Properties.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(2 * attempts);
      // An event outlives the day, however late it comes to its first attempt.
      expect(Properties.MessageRetentionPeriod).toBeGreaterThanOrEqual(2 * GIVE_UP_SECONDS);
    }
  });

  it('is named by the outputs, with its dead letters', () => {
    const outputs = Object.keys(storage.findOutputs('*')).filter((id) => id.startsWith('Webhook'));
    expect(outputs.sort()).toEqual([
      'WebhookFirstDeadLetterQueueArn',
      'WebhookFirstQueueUrl',
      'WebhookHook2DeadLetterQueueArn',
      'WebhookHook2QueueUrl',
    ]);
  });
});

describe('the alarms of an endpoint', () => {
  const alarms = () =>
    new Map(
      resourcesOf(all.monitoring!, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => [
        Properties.AlarmName.replace('image-intake-prod-', ''),
        Properties,
      ]),
    );

  it.each([
    ['Webhook-first-DLQ-Queue-Message-Count-Max-Critical', 'ApproximateNumberOfMessagesVisible', 0],
    ['Webhook-first-Queue-Message-Age-Max-Warning', 'ApproximateAgeOfOldestMessage', 900],
    ['Webhook-first-In-Flight-Critical', 'ApproximateNumberOfMessagesNotVisible', 100_000],
    ['Webhook-hook-2-Secret-Unreadable-Critical', 'SecretsUnreadable', 0],
    ['WebhookSender-Fault-Count-Critical', 'Errors', 0],
    ['Failures-WebhookSender-Messages-Failed-Warning', 'MessagesFailed', 2],
  ])('%s looks at %s above %d', (name, metric, threshold) => {
    expect([...alarms().keys()]).toContain(name);
    const { Metrics, MetricName, Threshold, ComparisonOperator } = alarms().get(name)!;
    expect([MetricName ?? Metrics[0].MetricStat.Metric.MetricName, Threshold]).toEqual([metric, threshold]);
    expect(ComparisonOperator).toBe('GreaterThanThreshold');
  });

  it('each have a section of the runbook', () => {
    const headings = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      heading!.toLowerCase().replaceAll(' ', '-'),
    );
    const named = [...alarms()].filter(([name]) => name.startsWith('Webhook'));
    expect(named).toHaveLength(2 * 4 + 2);
    for (const [name, { AlarmDescription }] of named)
      expect([name, headings]).toEqual([
        name,
        expect.arrayContaining([/docs\/runbook\.md#(\S+)$/.exec(AlarmDescription)![1]]),
      ]);
  });

  it('do not take a release back: a receiver that is down is no fault of a version', () => {
    const release = resourcesOf(api, 'AWS::CloudWatch::Alarm').map(([, alarm]) => JSON.stringify(alarm));
    expect(release.filter((text) => /WebhooksFailed|SecretsUnreadable/.test(text))).toEqual([]);
  });
});
