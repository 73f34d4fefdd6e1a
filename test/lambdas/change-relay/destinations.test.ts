import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { busDestination, queueDestination } from '../../../lambdas/change-relay/destinations.ts';

const sqs = mockClient(SQSClient);
const eventBridge = mockClient(EventBridgeClient);
beforeEach(() => {
  sqs.reset();
  eventBridge.reset();
});

const messages = (count: number) => Array.from({ length: count }, (_, at) => ({ at }));

describe('a queue', () => {
  const send = queueDestination(new SQSClient({}), 'http://queue');

  it('gets messages ten at a time, and nothing when there are none', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Failed: [] });
    expect(await send([])).toEqual([]);
    expect(await send(messages(23))).toEqual(messages(23).map(() => undefined));
    const calls = sqs.commandCalls(SendMessageBatchCommand).map((call) => call.args[0].input);
    expect(calls.map(({ Entries = [] }) => Entries.length)).toEqual([10, 10, 3]);
    expect(calls.flatMap(({ Entries = [] }) => Entries.map(({ MessageBody }) => MessageBody))).toEqual(
      messages(23).map((message) => JSON.stringify(message)),
    );
  });

  it('gets no more at once than it takes', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Failed: [] });
    const large = { title: 'x'.repeat(30_000) };
    expect(await send([large, large, large, { at: 1 }])).toEqual(Array(4).fill(undefined));
    const sizes = sqs.commandCalls(SendMessageBatchCommand).map((call) => call.args[0].input.Entries!.length);
    expect(sizes).toEqual([2, 2]);
  });

  it('gets characters that it refuses in their other spelling', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Failed: [] });
    const message = { owner: 'u\uffff', title: '🎉' };
    await send([message]);
    const [{ MessageBody } = {}] = sqs.commandCalls(SendMessageBatchCommand)[0]!.args[0].input.Entries!;
    expect(MessageBody).toBe('{"owner":"u\\uffff","title":"\\ud83c\\udf89"}');
    expect(JSON.parse(MessageBody!)).toEqual(message);
  });

  it('is sent again what it refuses alone', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Failed: [{ Id: '1', Code: 'InternalError', SenderFault: false }] })
      .resolves({ Failed: [] });
    expect(await send(messages(3))).toEqual([undefined, undefined, undefined]);
    const [, again] = sqs.commandCalls(SendMessageBatchCommand);
    expect(again!.args[0].input.Entries).toEqual([{ Id: '0', MessageBody: '{"at":1}' }]);
  });

  it('tells which messages it did not take in the end, and why', async () => {
    sqs.on(SendMessageBatchCommand).callsFake(({ Entries }) => ({
      Failed: Entries.filter(({ MessageBody }: { MessageBody: string }) => MessageBody === '{"at":2}').map(
        ({ Id }: { Id: string }) => ({ Id, Code: 'InternalError' }),
      ),
    }));
    expect(await send(messages(4))).toEqual([undefined, undefined, 'InternalError', undefined]);
  });

  it('that answers nothing has taken nothing of that portion', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .rejectsOnce(Object.assign(new Error(), { name: 'AccessDenied' }))
      .resolves({});
    const reasons = await send(messages(12));
    expect(reasons).toEqual([...messages(10).map(() => 'AccessDenied'), undefined, undefined]);
  });
});

describe('a bus', () => {
  const send = busDestination(new EventBridgeClient({}), 'default', 'image-intake-dev');

  it('gets events with their type, their time and the stage that they are of', async () => {
    eventBridge.on(PutEventsCommand).resolves({ Entries: [{ EventId: '1' }] });
    expect(await send([{ type: 'image.ready', at: 1000, detail: '{}' }])).toEqual([undefined]);
    expect(eventBridge.commandCalls(PutEventsCommand)[0]!.args[0].input.Entries).toEqual([
      {
        EventBusName: 'default',
        Source: 'image-intake-dev',
        DetailType: 'image.ready',
        Detail: '{}',
        Time: new Date(1000),
      },
    ]);
  });

  it('is sent again what it refuses alone, and no more', async () => {
    eventBridge
      .on(PutEventsCommand)
      .resolvesOnce({ Entries: [{ EventId: '1' }, { ErrorCode: 'ThrottlingException' }] })
      .resolves({ Entries: [{ ErrorCode: 'ThrottlingException' }] });
    const events = [1, 2].map((at) => ({ type: 'image.ready', at, detail: '{}' }));
    expect(await send(events)).toEqual([undefined, 'ThrottlingException']);
    const sizes = eventBridge
      .commandCalls(PutEventsCommand)
      .map((call) => call.args[0].input.Entries!.length);
    expect(sizes).toEqual([2, 1, 1]);
  });
});
