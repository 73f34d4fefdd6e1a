import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamoDbClient } from '../../../lambdas/shared/aws/dynamodb.ts';
import type { Patience } from '../../../lambdas/shared/aws/patience.ts';
import { readObject, s3Client } from '../../../lambdas/shared/aws/s3.ts';
import { sqsClient } from '../../../lambdas/shared/aws/sqs.ts';
import { ssmClient } from '../../../lambdas/shared/aws/ssm.ts';

const PATIENT: Patience = { attempts: 3, requestMs: 5_000, attemptMs: 5_000 };

const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/111122223333/q';
const CLIENTS = [
  [
    'DYNAMODB',
    (patience: Patience) =>
      dynamoDbClient(patience).send(new GetItemCommand({ TableName: 'records', Key: { id: { S: 'a' } } })),
    'dynamodb.eu-west-1.amazonaws.com',
    'dynamodb-fips.eu-west-1.amazonaws.com',
  ],
  [
    'S3',
    (patience: Patience) => s3Client(patience).send(new HeadBucketCommand({ Bucket: 'images' })),
    'images.s3.eu-west-1.amazonaws.com',
    'images.s3-fips.eu-west-1.amazonaws.com',
  ],
  [
    'SQS',
    (patience: Patience) => sqsClient(patience).send(new PurgeQueueCommand({ QueueUrl })),
    'sqs.eu-west-1.amazonaws.com',
    'sqs-fips.eu-west-1.amazonaws.com',
  ],
  [
    'SSM',
    (patience: Patience) => ssmClient(patience).send(new GetParameterCommand({ Name: '/a' })),
    'ssm.eu-west-1.amazonaws.com',
    'ssm-fips.eu-west-1.amazonaws.com',
  ],
] as const;

let server: Server;
let requests: IncomingHttpHeaders[];
let answer: (response: ServerResponse) => void;
let folder: string;

beforeEach(async () => {
  requests = [];
  answer = (response) => response.end('{}');
  server = createServer((request, response) => {
    requests.push(request.headers);
    request.resume();
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    answer(response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  folder = mkdtempSync(join(tmpdir(), 'clients-'));
  writeFileSync(join(folder, 'config'), '[default]\nregion = us-east-1\nendpoint_url = http://127.0.0.1:1\n');
  writeFileSync(
    join(folder, 'credentials'),
    '[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = file\n',
  );
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDFUNCTION');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'token');
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const givenEndpoint = (service: string) =>
  vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

/** The host that a client looks for; nothing is reached from here. */
async function hostAskedFor(send: (patience: Patience) => Promise<unknown>): Promise<string> {
  const error = await send({ attempts: 1, requestMs: 1_000, attemptMs: 1_000 }).then(
    () => undefined,
    (thrown: Error & { hostname?: string; host?: string }) => thrown,
  );
  return error?.hostname ?? error?.host ?? String(error?.message);
}

describe.each(CLIENTS)('the client of %s', (service, send, host, fipsHost) => {
  it('takes region, credentials and endpoint from its environment, whatever files say', async () => {
    givenEndpoint(service);
    await send(PATIENT).catch(() => {});
    expect(requests[0]).toMatchObject({
      authorization: expect.stringMatching(/Credential=AKIDFUNCTION\/\d{8}\/eu-west-1\//),
      'x-amz-security-token': 'token',
    });
  });

  it('without an endpoint asks Amazon, whatever files say', async () => {
    expect(await hostAskedFor(send)).toContain(host);
  });

  it('asks the FIPS endpoint where the environment says so', async () => {
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    expect(await hostAskedFor(send)).toContain(fipsHost);
  });

  it('retries what failed for a moment', async () => {
    givenEndpoint(service);
    const statuses = [500, 503];
    answer = (response) => response.writeHead(statuses.shift() ?? 200).end('{}');
    await send(PATIENT);
    expect(requests).toHaveLength(3);
  });
});

describe('an object', () => {
  const input = { Bucket: 'images', Key: 'a' };
  const cut = (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': 1000 }).write('abc');
    setTimeout(() => response.destroy(), 5);
  };

  it('is asked for again when its body breaks off', async () => {
    givenEndpoint('S3');
    const answers = [cut, cut];
    answer = (response) => (answers.shift() ?? ((whole: ServerResponse) => whole.end('whole')))(response);
    const { bytes } = await readObject(s3Client(PATIENT), input);
    expect(Buffer.from(bytes).toString()).toBe('whole');
    expect(requests).toHaveLength(3);
  });

  it('fails when its body breaks off each time', async () => {
    givenEndpoint('S3');
    answer = cut;
    await expect(readObject(s3Client(PATIENT), input)).rejects.toThrow();
    expect(requests).toHaveLength(3);
  });
});
