import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CorsRule, corsHeaders, preflight } from '../../../local/s3/http/cors.ts';
import { BUCKET, codeOf, startStore } from './store.ts';

const rules: CorsRule[] = [
  {
    AllowedOrigins: ['https://*.example.com', 'http://localhost:*'],
    AllowedMethods: ['PUT', 'GET'],
    AllowedHeaders: ['Content-Type', 'x-amz-*'],
    ExposedHeaders: ['ETag', 'x-amz-checksum-sha256'],
    MaxAge: 600,
  },
  { AllowedOrigins: ['*'], AllowedMethods: ['GET'] },
];

const ask = (origin: string, method: string, headers = '') =>
  preflight(
    rules,
    new Map(
      Object.entries({
        origin,
        'access-control-request-method': method,
        ...(headers && { 'access-control-request-headers': headers }),
      }),
    ),
    true,
  );

describe('a preflight', () => {
  it('is answered by the first rule that allows all of it', () => {
    expect(ask('https://app.example.com', 'PUT', 'content-type, X-Amz-Checksum-SHA256')).toEqual({
      'Access-Control-Allow-Origin': 'https://app.example.com',
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Allow-Methods': 'PUT, GET',
      'Access-Control-Allow-Headers': 'content-type, X-Amz-Checksum-SHA256',
      'Access-Control-Expose-Headers': 'ETag, x-amz-checksum-sha256',
      'Access-Control-Max-Age': '600',
      Vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    });
    expect(ask('http://localhost:5173', 'PUT')).toMatchObject({
      'Access-Control-Allow-Origin': 'http://localhost:5173',
    });
    expect(ask('https://anyone.test', 'GET')).toMatchObject({ 'Access-Control-Allow-Origin': '*' });
    expect(ask('https://anyone.test', 'GET')).not.toHaveProperty('Access-Control-Allow-Credentials');
  });

  it.each([
    ['an origin that no rule with the method has', 'https://example.com', 'PUT', ''],
    ['an origin that only ends differently', 'https://app.example.com.test', 'PUT', ''],
    ['an origin in capitals', 'HTTPS://APP.EXAMPLE.COM', 'PUT', ''],
    ['a method of another rule', 'https://app.example.com', 'DELETE', ''],
    ['a header outside the list', 'https://app.example.com', 'PUT', 'content-type,authorization'],
    ['a header, where a rule lists none', 'https://anyone.test', 'GET', 'range'],
  ])('is refused for %s', (_, origin, method, headers) => {
    expect(() => ask(origin, method, headers)).toThrow(
      expect.objectContaining({ code: 'AccessForbidden', message: expect.stringMatching(/^CORSResponse: /) }),
    );
  });
});

describe('an actual request', () => {
  it('gets the headers of the first rule with its origin and method, and none otherwise', () => {
    expect(corsHeaders(rules, 'https://app.example.com', 'GET')).toMatchObject({
      'Access-Control-Allow-Origin': 'https://app.example.com',
      'Access-Control-Expose-Headers': 'ETag, x-amz-checksum-sha256',
    });
    expect(corsHeaders(rules, 'https://anyone.test', 'PUT')).toEqual({});
    expect(corsHeaders(rules, undefined, 'GET')).toEqual({});
  });
});

describe('over HTTP', () => {
  let store: Awaited<ReturnType<typeof startStore>>;

  beforeAll(async () => {
    store = await startStore({ cors: rules });
  });
  afterAll(() => store.close());

  it('an error, too, carries the headers, so that a page can read it', async () => {
    const response = await fetch(`${store.endpoint}/${BUCKET}/x`, {
      headers: { origin: 'https://app.example.com' },
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  });

  it('a preflight needs no signature', async () => {
    const response = await fetch(`${store.endpoint}/${BUCKET}/x`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example.com', 'access-control-request-method': 'PUT' },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  it('a bucket without rules refuses preflights, and adds nothing to answers', async () => {
    const plain = await startStore();
    const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'PUT' };
    const response = await fetch(`${plain.endpoint}/${BUCKET}/x`, { method: 'OPTIONS', headers });
    expect(response.status).toBe(403);
    expect(codeOf(await response.text())).toBe('AccessForbidden');
    await expect(plain.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'x' }))).rejects.toMatchObject(
      {
        name: 'NoSuchKey',
      },
    );
    await plain.close();
  });
});
