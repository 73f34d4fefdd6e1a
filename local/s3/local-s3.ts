import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { DataFolder } from '../data/data-folder.ts';
import { calm, chaos } from './events/chaos.ts';
import { createDelivery, type Delivery } from './events/delivery.ts';
import { testEvent } from './events/events.ts';
import { attachExternalEngine } from './external/external.ts';
import { createS3Server, s3Listener } from './http/server.ts';
import type { LocalS3, LocalS3Options, S3Engine } from './options.ts';
import { openObjects } from './store/kept-objects.ts';
import { createBucketStore, createTicker } from './store/store.ts';

/**
 * Starts the local S3: the embedded store, or an external engine whose events are brought into AWS's shape.
 * Every queue with a notification is sent `s3:TestEvent`, as S3 does when one is configured.
 */
export async function startLocalS3(options: LocalS3Options): Promise<LocalS3> {
  const schedule = options.chaos ? chaos(options.chaosSeed ?? 1) : calm;
  const { data } = options;
  const queueArns = options.buckets.flatMap(({ notifications }) => notifications.map((one) => one.queueArn));
  const delivery = createDelivery(options.deliver, schedule, data?.map('notifications'), queueArns);
  const starting = options.endpoint
    ? attachExternalEngine(options, options.endpoint, delivery)
    : startEmbedded(options, delivery);
  const started = await starting.catch(async (error) => {
    await delivery.close();
    throw error;
  });
  for (const { name, notifications } of options.buckets) {
    for (const { queueArn } of notifications) {
      const send = () => {
        delivery.send(queueArn, testEvent(name, randomBytes(8).toString('hex').toUpperCase(), 'local'));
        return true;
      };
      if (data) data.once(`test event ${name} ${queueArn}`, send);
      else send();
    }
  }
  return {
    ...started,
    undelivered: delivery.undelivered,
    close: async () => {
      await started.close();
      await delivery.close();
    },
  };
}

async function startEmbedded(options: LocalS3Options, delivery: Delivery): Promise<S3Engine> {
  const kept = options.data && openObjects(options.data);
  const tick = createTicker(kept?.order);
  const buckets = new Map(
    options.buckets.map((bucket) => [bucket.name, createBucketStore(bucket, tick, kept)]),
  );
  const together: DataFolder['together'] = options.data?.together ?? ((work) => work());
  const service = { options, buckets, send: delivery.send, together };
  const server = createS3Server(service);
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://${host}:${port}`,
    serve: s3Listener(service, `${host}:${port}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
