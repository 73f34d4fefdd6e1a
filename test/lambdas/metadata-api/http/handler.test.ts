import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { METADATA_API_ENV } from '../../../../lambdas/metadata-api/env.ts';
import { COMMON_ENV } from '../../../../lambdas/shared/env.ts';
import { contextWith } from '../../support/context.ts';
import { apiEvent } from '../support/event.ts';
import { TestTable } from '../support/table.ts';

type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

const ENVIRONMENT: Record<(typeof METADATA_API_ENV | typeof COMMON_ENV)[number] | 'AWS_REGION', string> = {
  SERVICE_NAME: 'image-intake-test',
  METRICS_NAMESPACE: 'ImageIntake',
  AWS_REGION: 'eu-central-1',
  TABLE_NAME: 'records',
  BUCKET_NAME: 'bucket',
  BUCKET_DOMAIN_NAME: 'bucket.s3.eu-central-1.amazonaws.com',
  FEED_SHARDS: '2',
  URL_EXPIRES_SECONDS: '120',
  MAX_UPLOAD_BYTES: '1000',
  ALLOWED_TYPES: 'image/jpeg, image/png',
  ALLOWED_ORIGINS: 'https://a.example,https://b.example',
  REQUIRE_DECLARED_UPLOADS: 'false',
  PENDING_DAYS: '7',
};

let table: TestTable;

beforeAll(async () => {
  table = await TestTable.start();
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

afterAll(() => table.stop());

async function load(): Promise<Handler> {
  const { handler } = await import('../../../../lambdas/metadata-api/handler.ts');
  return (event) => handler(event, contextWith());
}

describe('the Lambda handler', () => {
  it('works by what its environment says', async () => {
    for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', table.endpoint);
    const log = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const handler = await load();
    const answer = await handler(
      apiEvent('POST', '/metadata', {
        body: { filename: 'a.jpg', contentType: 'image/png', size: 1000 },
        headers: { origin: 'https://b.example' },
      }),
    );
    expect(answer).toMatchObject({
      statusCode: 201,
      headers: { 'Access-Control-Allow-Origin': 'https://b.example', Vary: 'Origin' },
    });
    expect(JSON.parse(answer.body).preSignedUrl).toMatchObject({
      expiresIn: 120,
      url: expect.stringContaining('https://bucket.s3.eu-central-1.amazonaws.com/images/'),
    });
    const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(lines).toContainEqual(expect.objectContaining({ TicketsIssued: 1 }));
    const line = lines.find(({ message }) => message === 'request');
    expect(line).toMatchObject({ level: 'INFO', message: 'request', route: 'POST /metadata', status: 201 });

    const refused = await handler(apiEvent('POST', '/metadata', { body: { filename: 'a', size: 1001 } }));
    expect(JSON.parse(refused.body).errors).toEqual([{ path: 'size', message: 'must be at most 1000' }]);
    log.mockRestore();
  });

  it('says at once which variables are missing', async () => {
    vi.stubEnv('TABLE_NAME', 'records');
    const missing = [...METADATA_API_ENV, ...COMMON_ENV, 'AWS_REGION'].filter(
      (name) => name !== 'TABLE_NAME',
    );
    await expect(load()).rejects.toThrow(`Missing environment variables: ${missing.join(', ')}`);
  });

  it.each([
    ['FEED_SHARDS', '0'],
    ['FEED_SHARDS', 'two'],
    ['URL_EXPIRES_SECONDS', ''],
    ['MAX_UPLOAD_BYTES', '-1'],
    ['PENDING_DAYS', '1.5'],
    ['ALLOWED_TYPES', 'image/jpeg,image/jpg'],
    ['REQUIRE_DECLARED_UPLOADS', 'yes'],
  ])('does not start with %s=%j', async (name, value) => {
    for (const [other, right] of Object.entries(ENVIRONMENT)) vi.stubEnv(other, right);
    vi.stubEnv(name, value);
    await expect(load()).rejects.toThrow(name);
  });
});
