import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamoDbClient } from '../../../lambdas/shared/aws/dynamodb.ts';

const GET = new GetItemCommand({ TableName: 'records', Key: { id: { S: 'a' } } });

let server: Server;
let requests: IncomingHttpHeaders[];
let answers: number[];
let folder: string;

beforeEach(async () => {
  requests = [];
  answers = [];
  server = createServer((request, response) => {
    requests.push(request.headers);
    const status = answers.shift() ?? 200;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(status === 200 ? '{}' : '{"__type":"InternalServerError"}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  folder = mkdtempSync(join(tmpdir(), 'dynamodb-client-'));
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
  server.close();
  rmSync(folder, { recursive: true });
});

describe('dynamoDbClient', () => {
  it('takes region, credentials and endpoint from its environment, whatever files say', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await dynamoDbClient().send(GET);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      authorization: expect.stringMatching(/Credential=AKIDFUNCTION\/\d{8}\/eu-west-1\/dynamodb\//),
      'x-amz-security-token': 'token',
    });
  });

  it('without an endpoint asks Amazon, whatever files say', async () => {
    const client = dynamoDbClient({
      requestHandler: {
        handle: async ({ hostname }: { hostname: string }) => Promise.reject(Error(hostname)),
      },
      maxAttempts: 1,
    });
    await expect(client.send(GET)).rejects.toThrow('dynamodb.eu-west-1.amazonaws.com');
  });

  it('retries what failed for a moment', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    answers = [500, 500];
    await dynamoDbClient().send(GET);
    expect(requests).toHaveLength(3);
  });
});
