import { createRequire } from 'node:module';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { nextTrace, roundsOf } from '../../../local/lambda/loops/lineage.ts';
import { stoppedOf, traceOfBatch } from '../../../local/lambda/loops/loops.ts';
import { given, queue } from '../support/given-run.ts';
import { lambda, restApi } from '../support/resources.ts';

const ONE = 'arn:aws:lambda:us-east-1:000000000000:function:app-One';
const TWO = 'arn:aws:lambda:us-east-1:000000000000:function:app-Two';

/** The trace of a function's nth invocation in a row. */
const traced = (rounds: number, arn = ONE, before = ''): string =>
  rounds === 0 ? before : traced(rounds - 1, arn, nextTrace(arn, before));
const message = (trace: string) => ({ Attributes: { AWSTraceHeader: trace } });

describe('a trace', () => {
  it('counts the rounds of each function, and keeps its root', () => {
    const trace = traced(2, TWO, traced(3));
    expect([roundsOf(trace, ONE), roundsOf(trace, TWO), roundsOf(trace, `${ONE}x`)]).toEqual([3, 2, 0]);
    const root = (text: string) => text.split(';')[0];
    expect(root(nextTrace(ONE, trace))).toBe(root(trace));
    expect(root(nextTrace(ONE))).not.toBe(root(trace));
  });

  it.each(['', 'Root=1-2-3', 'Root=1-2-3;Lineage=', 'Lineage=x:y|:|9', 'garbage'])(
    'that has no rounds, %j, has none',
    (trace) => {
      expect(roundsOf(trace, ONE)).toBe(0);
      expect(roundsOf(nextTrace(ONE, trace), ONE)).toBe(1);
    },
  );

  it('of a batch is that of most rounds', () => {
    const batch = [{}, message(traced(2)), message(traced(5)), message(traced(9, TWO))];
    expect(roundsOf(traceOfBatch(batch, ONE), ONE)).toBe(5);
  });
});

it('stops what has gone 16 rounds, and nothing else of its batch', () => {
  const batch = [{}, message(traced(15)), message(traced(16)), message(traced(16, TWO))];
  const guard = { functionArn: ONE, allowed: false, deadLetters: undefined };
  expect(stoppedOf(batch, guard)).toEqual([batch[2]]);
  expect(stoppedOf(batch, { ...guard, allowed: true })).toEqual([]);
});

/** Sends what it gets to its own queue once more, one round after the other, by the SDK. */
const SOURCE = `
const { SendMessageCommand, SQSClient } = require(${JSON.stringify(createRequire(import.meta.url).resolve('@aws-sdk/client-sqs'))});
const sqs = new SQSClient({});
exports.handler = async ({ Records: [{ body, messageAttributes }] }) => {
  console.log('round ' + body + ' ' + Object.keys(messageAttributes));
  if (body === '20') return;
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: String(Number(body) + 1) }));
};`;

const feeding = (id: string, more: object = {}) => ({
  [`${id}Queue`]: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
    },
  },
  ...lambda(id, { Environment: { Variables: { QUEUE: { Ref: `${id}Queue` } } }, ...more }, [
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] } },
  ]),
  [`${id}Source`]: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      FunctionName: { Ref: id },
      EventSourceArn: { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] },
      BatchSize: 1,
    },
  },
});

it('a function that feeds its own queue is stopped in the 17th round, unless it says that it may', async () => {
  const run = await given(
    { ...restApi([]), Dead: queue, ...feeding('Looping'), ...feeding('Allowed', { RecursiveLoop: 'Allow' }) },
    SOURCE,
  );
  const { region, credentials, sqsEndpoint: endpoint } = run;
  const client = new SQSClient({ region, credentials, endpoint });
  onTestFinished(() => client.destroy());
  for (const name of ['LoopingQueue', 'AllowedQueue']) {
    const QueueUrl = run.names.queueUrls[name];
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: '1' }));
  }
  const roundsBy = (name: string) =>
    run.logs
      .filter(({ source, line }) => source === name && line.startsWith('round'))
      .map(({ line }) => line);
  await vi.waitFor(() => expect(roundsBy('Allowed')).toHaveLength(20), { timeout: 30_000 });
  const QueueUrl = run.names.queueUrls.Dead;
  const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
  expect(Messages).toMatchObject([{ Body: '17' }]);
  expect(roundsBy('Looping')).toHaveLength(16);
  const left = () => run.messages(`arn:aws:sqs:${region}:000000000000:app-LoopingQueue`);
  await vi.waitFor(async () => expect(await left()).toEqual({ visible: [], inFlight: [], delayed: [] }));
  // The trace is no attribute of the message's own.
  expect(roundsBy('Looping').at(-1)).toBe('round 16 ');
  expect(run.logs.filter(({ line }) => line.includes('RecursiveLoop'))).toEqual([
    {
      source: 'LoopingQueue',
      line: expect.stringMatching(/^app-Looping has fed itself for 16 rounds.* among the dead letters\.$/),
    },
  ]);
});
