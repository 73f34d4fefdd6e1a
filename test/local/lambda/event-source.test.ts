import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type EventSourceSettings, startEventSource } from '../../../local/lambda/event-source.ts';
import { type LocalQueues, startQueues } from '../../../local/sqs/queues.ts';

let queues: LocalQueues;
let client: SQSClient;

beforeAll(async () => {
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  queues = await startQueues('us-east-1', '000000000000', credentials);
  client = new SQSClient({ endpoint: queues.endpoint, region: 'us-east-1', credentials });
});
afterAll(async () => {
  client.destroy();
  await queues.close();
});

type Work = (records: SQSRecord[]) => unknown;

/** A queue with a dead-letter queue behind it, and a function that works on its batches. */
async function givenSource(work: Work, settings: Partial<EventSourceSettings> = {}) {
  const create = async (name: string, Attributes: Record<string, string>) => {
    await client.send(new CreateQueueCommand({ QueueName: name, Attributes }));
    return `http://sqs.us-east-1.localhost:${new URL(queues.endpoint).port}/000000000000/${name}`;
  };
  const name = `queue-${randomUUID()}`;
  const deadLetters = await create(`${name}-dead`, {});
  const redrive = {
    deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}-dead`,
    maxReceiveCount: 3,
  };
  const queueUrl = await create(name, { VisibilityTimeout: '60', RedrivePolicy: JSON.stringify(redrive) });
  const failures: string[] = [];
  const source = startEventSource(queues.call, {
    queueUrl,
    queueArn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
    region: 'us-east-1',
    batchSize: 10,
    windowSeconds: 0,
    concurrency: 2,
    reportsItemFailures: true,
    retrySeconds: () => 0.01,
    async invoke(event) {
      try {
        return { payload: JSON.stringify((await work((event as SQSEvent).Records)) ?? null) };
      } catch (error) {
        return { error: { errorType: 'Error', errorMessage: (error as Error).message } };
      }
    },
    loops: {
      functionArn: 'arn:aws:lambda:us-east-1:1:function:code',
      allowed: false,
      deadLetters: undefined,
    },
    onFailure: (reason) => failures.push(reason),
    ...settings,
  });
  onTestFinished(source.close);
  const depth = async (url: string) => {
    const { visible, inFlight } = await queues.depth(url);
    return visible + inFlight;
  };
  return {
    failures,
    send: async (...bodies: string[]) => {
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    },
    left: () => depth(queueUrl),
    dead: () => depth(deadLetters),
  };
}

const failing = (records: SQSRecord[], ...bodies: string[]) => ({
  batchItemFailures: records
    .filter(({ body }) => bodies.includes(body))
    .map(({ messageId }) => ({ itemIdentifier: messageId })),
});

describe('an event source', () => {
  it('hands messages over as Lambda does, and deletes them after success', async () => {
    const records: SQSRecord[] = [];
    const { send, left } = await givenSource((batch) => void records.push(...batch));
    await send('hello');
    await expect.poll(left).toBe(0);
    expect(records).toEqual([
      {
        messageId: expect.any(String),
        receiptHandle: expect.any(String),
        body: 'hello',
        attributes: expect.objectContaining({ ApproximateReceiveCount: '1' }),
        messageAttributes: {},
        md5OfBody: '5d41402abc4b2a76b9719d911017c592',
        eventSource: 'aws:sqs',
        eventSourceARN: expect.stringMatching(/^arn:aws:sqs:us-east-1:000000000000:queue-/),
        awsRegion: 'us-east-1',
      },
    ]);
  });

  it('hands over no more than a batch, and several messages where there are several', async () => {
    const sizes: number[] = [];
    const { send, left } = await givenSource((batch) => void sizes.push(batch.length), { batchSize: 4 });
    await send(...'abcdefghij');
    await expect.poll(left).toBe(0);
    expect(sizes).toEqual([4, 4, 2]);
  });

  it('waits within its window for a batch to fill', async () => {
    const sizes: number[] = [];
    const { send, left } = await givenSource((batch) => void sizes.push(batch.length), {
      batchSize: 2,
      windowSeconds: 20,
    });
    await send('first');
    await send('second');
    await expect.poll(left).toBe(0);
    expect(sizes).toEqual([2]);
  });

  it('works on no more batches at once than it may', async () => {
    let now = 0;
    let most = 0;
    const full = Promise.withResolvers<void>();
    const work = async () => {
      most = Math.max(most, ++now);
      if (now === 3) full.resolve();
      await full.promise;
      await new Promise((resume) => setTimeout(resume, 30));
      now--;
    };
    const { send, left } = await givenSource(work, { batchSize: 1, concurrency: 3 });
    await send(...'abcdefghij');
    await expect.poll(left, { timeout: 10_000 }).toBe(0);
    expect(most).toBe(3);
  });

  it('retries a failed message alone, and buries it after the last attempt', async () => {
    const seen: string[] = [];
    const { send, left, dead, failures } = await givenSource((batch) => {
      seen.push(...batch.map(({ body }) => body));
      return failing(batch, 'bad');
    });
    await send('good', 'bad', 'fine');
    await expect.poll(dead, { timeout: 5000 }).toBe(1);
    expect(await left()).toBe(0);
    expect(seen.toSorted()).toEqual(['bad', 'bad', 'bad', 'fine', 'good']);
    expect(failures[0]).toBe('1 of 3 messages come again.');
  });

  it('retries the whole batch when the function fails, and loses nothing', async () => {
    let attempts = 0;
    const seen: string[] = [];
    const { send, left, dead, failures } = await givenSource((batch) => {
      if (++attempts === 1) throw new Error('crashed');
      seen.push(...batch.map(({ body }) => body));
    });
    await send('a', 'b', 'c');
    await expect.poll(left, { timeout: 5000 }).toBe(0);
    expect(seen.toSorted()).toEqual(['a', 'b', 'c']);
    expect(failures).toEqual(['Error: crashed']);
    expect(await dead()).toBe(0);
  });

  it('leaves failed messages to the visibility timeout of the queue unless told otherwise', async () => {
    let attempts = 0;
    const { send, left, failures } = await givenSource(
      () => {
        attempts++;
        throw new Error('crashed');
      },
      { retrySeconds: () => undefined },
    );
    await send('a');
    await expect.poll(() => failures.length).toBe(1);
    await new Promise((resume) => setTimeout(resume, 200));
    expect(attempts).toBe(1);
    expect(await left()).toBe(1);
  });
});
