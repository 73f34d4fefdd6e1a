import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { newObjectKey } from '../../../lambdas/shared/objects/object-key.ts';
import { startLocalS3 } from '../../../local/s3/local-s3.ts';
import { engines } from '../engines.ts';
import type { Target, TicketKind } from './attack.ts';
import { presign } from './presign.ts';
import { send, wireOf } from './wire.ts';

/** A target with nothing but the object store behind it. */
export interface StoreTarget extends Target {
  /** Every version and delete marker in both buckets, as `bucket/key version`. */
  stored(): Promise<string[]>;
  close(): Promise<void>;
}

export const ORIGIN = 'https://app.example.com';

/** The rule that the storage stack declares, for one origin. */
const CORS = [
  {
    AllowedOrigins: [ORIGIN],
    AllowedMethods: ['GET', 'HEAD', 'PUT'],
    AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256', 'range'],
    ExposedHeaders: ['ETag', 'x-amz-checksum-sha256', 'x-amz-version-id'],
    MaxAge: 3600,
  },
];

/** Starts the embedded store, or makes buckets on RGW when the tests run on real engines. */
export async function startStoreTarget(): Promise<StoreTarget> {
  const region = 'eu-central-1';
  const suffix = randomBytes(4).toString('hex');
  const [bucket, otherBucket] = [`tickets-${suffix}`, `elsewhere-${suffix}`];
  const signer = engines.s3Credentials ?? {
    accessKeyId: 'ASIASIGNERSIGNERSIGN',
    secretAccessKey: 'the-secret-of-the-signer',
    sessionToken: 'a session/token+of=the signer',
  };
  const other = {
    accessKeyId: engines.s3OtherAccessKeyId ?? 'AKIAOTHEROTHEROTHERO',
    secretAccessKey: 'of-someone-else',
  };
  const s3 = await startLocalS3({
    region,
    buckets: [bucket, otherBucket].map((name) => ({ name, versioned: true, cors: CORS, notifications: [] })),
    credentials: (id) => [signer, other].find(({ accessKeyId }) => accessKeyId === id),
    deliver: async () => {},
    ...(engines.s3Endpoint && { endpoint: engines.s3Endpoint }),
    ...(engines.s3Credentials && { engineCredentials: engines.s3Credentials }),
  });
  const { endpoint } = s3;
  const client = new S3Client({ endpoint, region, credentials: signer, forcePathStyle: true });

  async function ticket(kind: TicketKind, clock: { signedSecondsAgo?: number; expiresIn?: number } = {}) {
    const body = randomBytes(600);
    const headers: Record<string, string> =
      kind === 'declared' || kind === 'used'
        ? {
            'Content-Type': 'image/png',
            'Content-Length': String(body.length),
            'x-amz-checksum-sha256': createHash('sha256').update(body).digest('base64'),
            'If-None-Match': '*',
          }
        : {};
    const key = newObjectKey({ id: randomUUID() }, 'photo.png');
    const sign = (method: 'PUT' | 'GET', expiresIn = 3600, secondsAgo = 0) =>
      presign({
        method,
        endpoint,
        region,
        credentials: signer,
        bucket,
        key,
        headers: method === 'PUT' ? headers : {},
        signingDate: new Date(Date.now() - secondsAgo * 1000),
        expiresIn,
      });
    const put = wireOf('PUT', await sign('PUT'), headers, body);
    if (kind === 'used' || kind === 'download') {
      const reply = await send(put);
      if (reply.status !== 200) throw new Error(`A good upload was refused: ${reply.status} ${reply.body}`);
    }
    if (kind === 'used') return put;
    const method = kind === 'download' ? 'GET' : 'PUT';
    const url = await sign(method, clock.expiresIn, clock.signedSecondsAgo);
    return method === 'GET' ? wireOf('GET', url, {}) : wireOf('PUT', url, headers, body);
  }

  return {
    bucket,
    otherBucket,
    region,
    origin: ORIGIN,
    otherAccessKeyId: other.accessKeyId,
    ticket,
    async stored() {
      const pages = await Promise.all(
        [bucket, otherBucket].map((Bucket) => client.send(new ListObjectVersionsCommand({ Bucket }))),
      );
      return pages.flatMap(({ Name, Versions = [], DeleteMarkers = [] }) =>
        [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => `${Name}/${Key} ${VersionId}`),
      );
    },
    async close() {
      client.destroy();
      await s3.close();
    },
  };
}
