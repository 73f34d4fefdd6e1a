import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { startLocalS3 } from '../../../local/s3/local-s3.ts';
import type { LocalS3Options, S3Bucket } from '../../../local/s3/options.ts';

export const REGION = 'eu-central-1';
export const BUCKET = 'photos';
export const CREDENTIALS = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

type Observed = Parameters<NonNullable<LocalS3Options['onRequest']>>[0];

let keys = 0;

/** A key that no test of the file has had. */
export const newKey = (): string => `key-${++keys}`;

/** The embedded store with one versioned bucket, a client for it, and everything that it told. */
export async function startStore(bucket: Partial<S3Bucket> = {}, options: Partial<LocalS3Options> = {}) {
  const messages: { queueArn: string; body: string }[] = [];
  const calls: Observed[] = [];
  const s3 = await startLocalS3({
    region: REGION,
    buckets: [{ name: BUCKET, versioned: true, cors: [], notifications: [], ...bucket }],
    credentials: (id) => (id === CREDENTIALS.accessKeyId ? CREDENTIALS : undefined),
    deliver: async (queueArn, body) => void messages.push({ queueArn, body }),
    onRequest: (call) => void calls.push(call),
    ...options,
  });
  const client = new S3Client({
    endpoint: s3.endpoint,
    region: REGION,
    credentials: CREDENTIALS,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  return {
    endpoint: s3.endpoint,
    client,
    messages,
    calls,
    undelivered: s3.undelivered,
    put: (Key: string, more: object = {}, Body = 'content') =>
      client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more })),
    get: (Key: string, more: object = {}) =>
      client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more })),
    close: async () => {
      client.destroy();
      await s3.close();
    },
  };
}

export const textOf = async (answer: Promise<GetObjectCommandOutput>): Promise<string> =>
  (await answer).Body!.transformToString();

/** Signs a request in its header. `path` is percent-encoded already. */
export async function signed(
  endpoint: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  signingDate = new Date(),
): Promise<Record<string, string>> {
  const { hostname, host, port } = new URL(endpoint);
  const signer = new SignatureV4({
    service: 's3',
    region: REGION,
    credentials: CREDENTIALS,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const request = {
    method,
    protocol: 'http:',
    hostname,
    port: Number(port),
    path,
    headers: { host, ...headers },
  };
  return (await signer.sign(request, { signingDate })).headers;
}

/** The `Code` of an error document. */
export const codeOf = (xml: string) => /<Code>([^<]*)<\/Code>/.exec(xml)?.[1];
