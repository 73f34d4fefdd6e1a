import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DataFolder } from '../../../local/data/data-folder.ts';
import { startQueues } from '../../../local/sqs/queues.ts';
import { readAssembly } from '../../../local/template/assembly.ts';
import { deploy } from '../../../local/template/deployment.ts';
import { givenFolder } from '../data/given-folder.ts';
import { assemblyForTest } from '../support/assembly.ts';

const region = 'us-east-1';
const accountId = '000000000000';
const owner = { accessKeyId: 'key', secretAccessKey: 'secret' };
const Resources = {
  Work: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'work',
      VisibilityTimeout: 300,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
    },
  },
  Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
};

async function start(data: DataFolder, resources: Partial<typeof Resources> = Resources) {
  const queues = await startQueues(region, accountId, owner, undefined, data);
  const client = new SQSClient({ endpoint: queues.endpoint, region, credentials: owner });
  onTestFinished(() => {
    client.destroy();
    return queues.close();
  });
  const assembly = assemblyForTest({ app: { template: { Resources: resources } } });
  await queues.create(deploy(readAssembly(assembly), { accountId, region, queueUrl: queues.queueUrl }));
  const QueueUrl = queues.queueUrl('work');
  const receive = async (queue = 'work', MaxNumberOfMessages = 10): Promise<Message[]> => {
    const ask = { QueueUrl: queues.queueUrl(queue), MaxNumberOfMessages };
    const all = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] };
    return (await client.send(new ReceiveMessageCommand({ ...ask, ...all }))).Messages ?? [];
  };
  return {
    ...queues,
    client,
    receive,
    send: (MessageBody: string, more: object = {}) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    remove: ({ ReceiptHandle }: Message) =>
      client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
    /** Lets a message be received again. */
    release: ({ ReceiptHandle }: Message) =>
      client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
  };
}

const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);

describe('messages in a folder', () => {
  it('are there after a kill, whole, until they are deleted', async () => {
    const folder = givenFolder();
    const before = await start(folder.open());
    const sent = await before.send('one', {
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
    });
    await before.client.send(
      new SendMessageBatchCommand({
        QueueUrl: before.queueUrl('work'),
        Entries: ['two', 'three'].map((MessageBody) => ({ Id: MessageBody, MessageBody })),
      }),
    );

    const after = await start(folder.afterKill());
    const received = await after.receive();
    expect(bodies(received)).toEqual(['one', 'two', 'three']);
    expect(received[0]).toMatchObject({
      MessageId: sent.MessageId,
      MessageAttributes: { kind: { StringValue: 'x' } },
      Attributes: { ApproximateReceiveCount: '1' },
    });
    await after.remove(received[0]!);
    await after.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: after.queueUrl('work'),
        Entries: [{ Id: '1', ReceiptHandle: received[1]!.ReceiptHandle! }],
      }),
    );

    // The third was received, and is visible again.
    const later = await start(folder.afterKill());
    expect(bodies(await later.receive())).toEqual(['three']);
  });

  it('keep their order, whichever of them were received', async () => {
    const folder = givenFolder();
    const before = await start(folder.open());
    for (const body of ['one', 'two', 'three']) await before.send(body);
    await before.receive('work', 1);
    const after = await start(folder.afterKill());
    expect(bodies(await after.receive())).toEqual(['one', 'two', 'three']);
  });

  it('rest as long as they were to', async () => {
    const folder = givenFolder();
    await (await start(folder.open())).send('late', { DelaySeconds: 300 });
    const after = await start(folder.afterKill());
    expect(await after.receive()).toEqual([]);
    expect((await after.messages(`arn:aws:sqs:${region}:${accountId}:work`)).delayed).toHaveLength(1);
  });

  it('become dead letters after as many receipts as ever, and stay so', async () => {
    const folder = givenFolder();
    const before = await start(folder.open());
    await before.send('bad');
    await before.release((await before.receive())[0]!);

    const after = await start(folder.afterKill());
    const [second] = await after.receive();
    expect(second!.Attributes!.ApproximateReceiveCount).toBe('2');
    await after.release(second!);
    expect(await after.receive()).toEqual([]);

    const later = await start(folder.afterKill());
    expect(await later.receive()).toEqual([]);
    expect(bodies(await later.receive('dead'))).toEqual(['bad']);
  });

  it('wait for a queue that is not declared any more', async () => {
    const folder = givenFolder();
    await (await start(folder.open())).send('one');
    await start(folder.afterKill(), { Dead: Resources.Dead });
    expect(bodies(await (await start(folder.afterKill())).receive())).toEqual(['one']);
  });

  it('are gone once their queue is purged', async () => {
    const folder = givenFolder();
    const before = await start(folder.open());
    await before.send('one');
    await before.receive();
    await before.send('two', { DelaySeconds: 300 });
    await before.client.send(new PurgeQueueCommand({ QueueUrl: before.queueUrl('work') }));
    const after = await start(folder.afterKill());
    expect(await after.depth(after.queueUrl('work'))).toEqual({ visible: 0, inFlight: 0 });
  });

  it('are those that were sent and not deleted, whatever came in between', async () => {
    const step = fc.constantFrom('send' as const, 'receive' as const, 'delete' as const, 'kill' as const);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const folder = givenFolder();
        let queues = await start(folder.open());
        const expected = new Set<string>();
        let held: Message[] = [];
        for (const [index, what] of [...steps, 'kill' as const].entries()) {
          if (what === 'send') {
            await queues.send(String(index));
            expected.add(String(index));
          }
          if (what === 'receive') held.push(...(await queues.receive()));
          const message = what === 'delete' ? held.pop() : undefined;
          if (message) {
            await queues.remove(message);
            expected.delete(message.Body!);
          }
          if (what === 'kill') {
            held = [];
            queues = await start(folder.afterKill());
          }
        }
        const left = [...bodies(await queues.receive()), ...bodies(await queues.receive('dead'))];
        // Ten at most are handed out at once, and steps are twelve at most.
        expect(new Set(left)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });
});
