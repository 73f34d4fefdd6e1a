import { createIdentities } from '../../../local/iam/identities.ts';
import { startSchedules } from '../../../local/scheduler/schedules.ts';
import type { Services } from '../../../local/scheduler/targets.ts';
import { readAssembly, type TemplateResource } from '../../../local/template/assembly.ts';
import { deploy } from '../../../local/template/deployment.ts';
import { assemblyForTest } from '../support/assembly.ts';
import { admission } from '../support/given-run.ts';

export type Resources = Record<string, TemplateResource>;

export const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const trust = (service: string, condition?: object) => ({
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: service },
      ...(condition && { Condition: condition }),
    },
  ],
});

/** A role that may do this, and whose trust policy lets Scheduler take it on. */
export const role = (
  statements: object[],
  service = 'scheduler.amazonaws.com',
  condition?: object,
): Resources => ({
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: trust(service, condition),
      Policies: [{ PolicyDocument: { Statement: statements } }],
    },
  },
});

export const sends = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('Queue') };

export const QUEUE = 'arn:aws:sqs:eu-central-1:000000000000:app-Queue';
export const CODE = 'arn:aws:lambda:eu-central-1:000000000000:function:app-Code';
export const letsRulesIn = admission({ Principal: { Service: 'events.amazonaws.com' } });
export const invokes = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: `${CODE}:live` };
export const live = { 'Fn::Sub': `\${Code.Arn}:live` };
export const permission = (properties: object = {}) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: live,
    Principal: 'events.amazonaws.com',
    SourceArn: arnOf('Tick'),
    ...properties,
  },
});
export const fifo = (properties: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { FifoQueue: true, ContentBasedDeduplication: true, ...properties },
});

/** A schedule `Tick` that sends to the queue `Queue`, unless it says otherwise. */
export const schedule = (properties: object = {}, target: object = {}): Resources => ({
  Queue: { Type: 'AWS::SQS::Queue' },
  Tick: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: 'rate(6 hours)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: arnOf('Queue'), RoleArn: arnOf('Role'), ...target },
      ...properties,
    },
  },
});

/** A rule `Tick` that calls the queue `Queue`, unless it says otherwise. */
export const rule = (properties: object = {}, target: object = {}): Resources => ({
  Queue: { Type: 'AWS::SQS::Queue' },
  Tick: {
    Type: 'AWS::Events::Rule',
    Properties: {
      ScheduleExpression: 'rate(1 hour)',
      Targets: [{ Id: 'one', Arn: arnOf('Queue'), ...target }],
      ...properties,
    },
  },
});

/** Starts the schedules of these resources, before services that only take down what comes. */
export function givenSchedules(resources: Resources) {
  const assembly = assemblyForTest({ app: { template: { Resources: resources } } });
  const deployment = deploy(readAssembly(assembly), {
    accountId: '000000000000',
    region: 'eu-central-1',
    queueUrl: (name) => `http://sqs/${name}`,
  });
  const logs: string[] = [];
  const sent: [to: string, input: unknown, groupId?: string][] = [];
  const denied = new Set<string>();
  let failure: string | undefined;
  const functions = {
    get: () => ({
      invoke: async (event: unknown, arn: string) => {
        sent.push([arn, event]);
        return failure === undefined
          ? { payload: 'null' }
          : { error: { errorType: 'Error', errorMessage: failure } };
      },
    }),
  } as unknown as Services['functions'];
  const deliver = async (arn: string, body: string, groupId?: string) =>
    void sent.push(groupId === undefined ? [arn, body] : [arn, body, groupId]);
  const identities = createIdentities(undefined, ({ action }) => denied.has(action));
  const started = startSchedules(
    { onLog: (source, line) => logs.push(`${source}: ${line}`) },
    { deployment, queues: { deliver }, functions, identities },
  );
  return {
    ...started,
    sent,
    logs,
    deny: (action: string) => denied.add(action),
    fail: (message: string) => {
      failure = message;
    },
  };
}
