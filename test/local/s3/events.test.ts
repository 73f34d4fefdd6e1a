import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chaos } from '../../../local/s3/events/chaos.ts';
import { encodeKey, sequencerOf } from '../../../local/s3/events/events.ts';
import { createTicker } from '../../../local/s3/store/store.ts';
import { BUCKET as Bucket, REGION, startStore } from './store.ts';

const QUEUE = 'arn:aws:sqs:eu-central-1:000000000000:uploads';
const notify = (events = ['s3:ObjectCreated:*'], more: object = {}) => ({
  notifications: [{ events, queueArn: QUEUE, ...more }],
});

type Store = Awaited<ReturnType<typeof startStore>>;

async function put(store: Store, Key: string, Body = 'abc') {
  return store.client.send(new PutObjectCommand({ Bucket, Key, Body }));
}

/** The records of all messages so far, once there are as many as expected. */
async function records(store: Store, count: number) {
  const read = () => store.messages.flatMap(({ body }) => JSON.parse(body).Records ?? []);
  for (let waited = 0; read().length < count && waited < 10_000; waited += 10) await sleep(10);
  return read();
}

describe('a notification', () => {
  it('begins with a test event', async () => {
    const store = await startStore(notify());
    await put(store, 'a');
    await records(store, 1);
    expect(store.messages[0]).toMatchObject({ queueArn: QUEUE });
    expect(JSON.parse(store.messages[0]!.body)).toEqual({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      Bucket,
      RequestId: expect.any(String),
      HostId: expect.any(String),
    });
    await store.close();
  });

  it('has the shape that S3 gives it', async () => {
    const store = await startStore(notify());
    const { VersionId, $metadata } = await put(store, 'images/a b+c/ü~(1).png');
    const [record] = await records(store, 1);
    expect(record).toEqual({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: REGION,
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: 'AWS:AKIATEST' },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      responseElements: {
        'x-amz-request-id': $metadata.requestId,
        'x-amz-id-2': $metadata.extendedRequestId,
      },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'local',
        bucket: { name: Bucket, ownerIdentity: { principalId: 'LOCAL' }, arn: `arn:aws:s3:::${Bucket}` },
        object: {
          key: 'images/a+b%2Bc/%C3%BC%7E%281%29.png',
          size: 3,
          eTag: '900150983cd24fb0d6963f7d28e17f72',
          versionId: VersionId,
          sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
        },
      },
    });
    await store.close();
  });

  it('comes for the events, prefix and suffix that were asked for', async () => {
    const store = await startStore(notify(['s3:ObjectCreated:Put'], { prefix: 'images/', suffix: '.png' }));
    for (const key of ['images/a.jpg', 'other/a.png', 'images/a.png']) await put(store, key);
    await store.client.send(new DeleteObjectCommand({ Bucket, Key: 'images/a.png' }));
    await sleep(50);
    expect((await records(store, 1)).map((record) => record.s3.object.key)).toEqual(['images/a.png']);
    await store.close();
  });

  it('tells deletions apart', async () => {
    const store = await startStore(notify(['s3:ObjectRemoved:*']));
    const { VersionId } = await put(store, 'a');
    await store.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await store.client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId }));
    const names = (await records(store, 2)).map((record) => record.eventName);
    expect(names).toEqual(['ObjectRemoved:DeleteMarkerCreated', 'ObjectRemoved:Delete']);
    await store.close();
  });

  it('is offered again until the queue takes it', async () => {
    let refusals = 4;
    const taken: string[] = [];
    const store = await startStore(notify(), {
      deliver: async (_, body) => {
        if (refusals-- > 0) throw new Error('The queue is away.');
        taken.push(body);
      },
    });
    await put(store, 'a');
    for (let waited = 0; taken.length < 2 && waited < 10_000; waited += 20) await sleep(20);
    expect(taken.map((body) => JSON.parse(body).Records?.[0].s3.object.key).toSorted()).toEqual([
      'a',
      undefined,
    ]);
    await store.close();
  });
});

describe('keys in events', () => {
  it('are read back as forms are: `+` is a space', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        const encoded = encodeKey(key);
        expect(decodeURIComponent(encoded.replaceAll('+', ' '))).toBe(key);
        expect(encoded).toMatch(/^[A-Za-z0-9\-_.*+/%]*$/);
      }),
    );
  });
});

describe('sequencers', () => {
  it('sort as the changes happened, on whichever side they are padded', () => {
    const tick = createTicker();
    const orders = Array.from({ length: 5000 }, () => tick());
    const sequencers = orders.map(({ order }) => sequencerOf(order));
    expect(sequencers.toSorted()).toEqual(sequencers);
    expect(new Set(sequencers).size).toBe(sequencers.length);
    expect(new Set(sequencers.map(({ length }) => length))).toEqual(new Set([18]));
    expect(orders.map(({ time }) => time)).toEqual(orders.map(({ time }) => time).toSorted());
  });
});

describe('chaos', () => {
  it('delivers everything twice, late and out of order', async () => {
    const store = await startStore(notify(), { chaos: true, chaosSeed: 7 });
    const keys = Array.from({ length: 8 }, (_, index) => `key-${index}`);
    for (const key of keys) await put(store, key);
    const seen = (await records(store, 16)).map((record) => record.s3.object.key);
    expect(seen.toSorted()).toEqual([...keys, ...keys].toSorted());
    expect(seen.filter((key, index) => seen.indexOf(key) === index)).not.toEqual(keys);
    await store.close();
  });

  it('says how much it holds back', async () => {
    const store = await startStore(notify(), { chaos: true });
    await expect.poll(store.undelivered, { timeout: 5000 }).toBe(0);
    await put(store, 'key');
    expect(store.undelivered()).toBe(2);
    await records(store, 2);
    await expect.poll(store.undelivered).toBe(0);
    await store.close();
  });

  it('is the same again for the same seed, and another for another', () => {
    const delays = (seed: number) => Array.from({ length: 20 }, chaos(seed)).flat();
    expect(delays(3)).toEqual(delays(3));
    expect(delays(3)).not.toEqual(delays(4));
    expect(delays(3).every((delay) => delay >= 0 && delay < 1000)).toBe(true);
  });
});
