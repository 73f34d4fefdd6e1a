import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Credentials } from './auth/sigv4.ts';
import { calm, chaos } from './chaos.ts';
import type { CorsRule } from './cors.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { testEvent } from './events.ts';
import { attachExternalEngine } from './external.ts';
import { createS3Server } from './server.ts';
import { createBucketStore, createTicker } from './store.ts';

export interface S3Bucket {
  name: string;
  versioned: boolean;
  /** CloudFormation's `CorsRules`. */
  cors: CorsRule[];
  /** `events` as CloudFormation writes them: `s3:ObjectCreated:*`. */
  notifications: { events: string[]; prefix?: string; suffix?: string; queueArn: string }[];
}

export interface LocalS3Options {
  /** 127.0.0.1 by default. */
  host?: string;
  /** Any free port by default. */
  port?: number;
  region: string;
  buckets: S3Bucket[];
  /** The secret of an access key; undefined for a key that nobody has. */
  credentials: (accessKeyId: string) => Credentials | undefined;
  /** Puts an event into a queue; called again until it succeeds. */
  deliver: (queueArn: string, messageBody: string) => Promise<void>;
  /** An external engine (Ceph RGW) instead of the embedded one. Clients then sign with its own credentials. */
  endpoint?: string;
  engineCredentials?: { accessKeyId: string; secretAccessKey: string };
  /** Events come twice, late and shuffled. */
  chaos?: boolean;
  /** Makes the delays of `chaos` repeatable. */
  chaosSeed?: number;
  /** Told of every request that was answered. `bytesIn` and `bytesOut` count body bytes. */
  onRequest?: (call: {
    accessKeyId: string;
    /** Sent by the holder of a presigned URL, in the signer's name. */
    presigned: boolean;
    operation: string;
    bucket: string;
    key: string;
    status: number;
    bytesIn: number;
    bytesOut: number;
  }) => void;
  /** IAM: whether the signer may do `s3:PutObject` and the like; everything is allowed by default. */
  authorize?: (request: { accessKeyId: string; action: string; resource: string }) => boolean;
}

export interface LocalS3 {
  endpoint: string;
  /** With an external engine: what clients must sign with. */
  engineCredentials?: { accessKeyId: string; secretAccessKey: string };
  close(): Promise<void>;
}

/**
 * Starts the local S3: the embedded store, or an external engine whose events are brought into AWS's shape.
 * Every queue with a notification is sent `s3:TestEvent`, as S3 does when one is configured.
 */
export async function startLocalS3(options: LocalS3Options): Promise<LocalS3> {
  const schedule = options.chaos ? chaos(options.chaosSeed ?? 1) : calm;
  const delivery = createDelivery(options.deliver, schedule);
  const started = options.endpoint
    ? await attachExternalEngine(options, options.endpoint, delivery)
    : await startEmbedded(options, delivery);
  for (const { name, notifications } of options.buckets) {
    for (const { queueArn } of notifications) {
      delivery.send(queueArn, testEvent(name, randomBytes(8).toString('hex').toUpperCase(), 'local'));
    }
  }
  return {
    ...started,
    close: async () => {
      await started.close();
      await delivery.close();
    },
  };
}

async function startEmbedded(options: LocalS3Options, delivery: Delivery): Promise<LocalS3> {
  const tick = createTicker();
  const buckets = new Map(options.buckets.map((bucket) => [bucket.name, createBucketStore(bucket, tick)]));
  const server = createS3Server({ options, buckets, send: delivery.send });
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
