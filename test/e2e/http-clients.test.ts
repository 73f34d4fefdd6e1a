import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_CORS, STORAGE_CORS } from '../../contract/cors.ts';
import { ERROR_CODES, type ErrorCode } from '../../contract/error-codes.ts';
import { restClient } from '../support/api.ts';
import { type LocalRun, startLocalRun } from '../support/local-run.ts';

const ORIGIN = 'https://page.a.example';
const icon = new Uint8Array(readFileSync(new URL('../../samples/icon.png', import.meta.url)));

let run: LocalRun;
let api: ReturnType<typeof restClient>;

beforeAll(async () => {
  run = await startLocalRun();
  api = restClient(run);
});
afterAll(() => run.stop());

const post = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
  fetch(`${run.baseUrl}/metadata`, {
    method: 'POST',
    headers: { 'x-api-key': run.apiKey, 'content-type': 'application/json', ...headers },
    body,
  });

async function expectError(response: Response, code: ErrorCode, message: RegExp): Promise<void> {
  expect(response.status).toBe(ERROR_CODES[code].status);
  expect(await response.json()).toMatchObject({
    code,
    message: expect.stringMatching(message),
    requestId: response.headers.get('x-amzn-requestid'),
  });
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
}

describe('a preflight', () => {
  const preflight = (url: string, method: string, names: readonly string[]) =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin: ORIGIN,
        'access-control-request-method': method,
        'access-control-request-headers': [...names].sort().join(','),
      },
    });
  const allowed = ({ headers }: Response) =>
    headers.get('access-control-allow-headers')!.toLowerCase().split(/, */).sort();

  // As the libraries write them, in a row of their own: the list of the contract could lose one unseen.
  const SENT = [
    'cache-control',
    'x-requested-with',
    'traceparent',
    'tracestate',
    'baggage',
    'sentry-trace',
    'x-datadog-trace-id',
    'x-b3-traceid',
    'x-request-id',
    'pragma',
    'newrelic',
  ];

  it('of the API lets through what libraries add', async () => {
    const response = await preflight(`${run.baseUrl}/metadata`, 'POST', API_CORS.requestHeaders);
    expect(response.status).toBe(204);
    expect(allowed(response)).toEqual([...API_CORS.requestHeaders].sort());
    expect(allowed(response)).toEqual(expect.arrayContaining([...SENT, 'x-api-key', 'content-encoding']));
  });

  it('of the bucket does so too, and lets scripts read parts of an image', async () => {
    const { body } = await api.post('/metadata', { filename: 'a.png' });
    const { url } = body.preSignedUrl;
    const put = await preflight(url, 'PUT', STORAGE_CORS.requestHeaders);
    expect(put.status).toBe(200);
    expect(allowed(put)).toEqual(expect.arrayContaining([...SENT, 'x-amz-checksum-sha256']));
    const get = await preflight(url, 'GET', ['range', 'if-range', ...SENT]);
    expect(get.status).toBe(200);
    const exposed = get.headers.get('access-control-expose-headers')!.toLowerCase();
    for (const name of ['content-range', 'content-length', 'accept-ranges', 'etag'])
      expect(exposed).toContain(name);
    expect((await preflight(url, 'PUT', ['x-amz-acl'])).status).toBe(403);
  });
});

describe('a body', () => {
  const record = JSON.stringify({ filename: 'a.jpg', title: 'packed' });

  it.each(['application/json;', 'APPLICATION/JSON; charset="utf-8"; q=1'])('is taken as %s', async (type) => {
    expect((await post(record, { 'content-type': type })).status).toBe(201);
  });

  it('in gzip is unpacked on its way', async () => {
    const response = await post(gzipSync(record), { 'content-encoding': 'gzip' });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ metadata: { title: 'packed' } });
  });

  it('in another coding, or not in its own, is refused as the API refuses', async () => {
    const says = /Content-Encoding/;
    await expectError(await post(record, { 'content-encoding': 'br' }), 'UnsupportedMediaType', says);
    await expectError(await post(record, { 'content-encoding': 'gzip' }), 'UnsupportedMediaType', says);
  });

  it('that is too large once it is unpacked is refused, by the gateway and by the function', async () => {
    for (const size of [70_000, 20_000_000]) {
      const bomb = gzipSync(`{"filename":"a.jpg"}${' '.repeat(size)}`);
      expect(bomb.length).toBeLessThan(64 * 1024);
      const response = await post(bomb, { 'content-encoding': 'gzip' });
      await expectError(response, 'PayloadTooLarge', /body/);
    }
  });

  it('with a byte order mark is refused by that word', async () => {
    await expectError(await post(`\ufeff${record}`), 'ValidationFailed', /byte order mark/);
    const { body } = await api.post('/metadata', { filename: 'a.jpg' });
    const put = await api.put(`/metadata/${body.metadata.id}`, `\ufeff${record}`);
    expect(put).toMatchObject({ status: 400, body: { message: expect.stringMatching(/byte order mark/) } });
  });

  it('of charset UTF-16 is refused by that word', async () => {
    const type = { 'content-type': 'application/json; charset=utf-16' };
    await expectError(await post(record, type), 'UnsupportedMediaType', /charset/);
  });
});

it('a list is compressed for those who accept it, a record is not', async () => {
  const made = await Promise.all(
    Array.from({ length: 30 }, (_, at) => api.post('/metadata', { filename: 'a.jpg', title: `Title ${at}` })),
  );
  const get = (path: string, accept: string) =>
    fetch(run.baseUrl + path, { headers: { 'x-api-key': run.apiKey, 'accept-encoding': accept } });
  const list = await get('/metadata', 'gzip, br');
  expect(list.headers.get('content-encoding')).toBe('gzip');
  const packed = Number(list.headers.get('content-length'));
  const text = await list.text();
  expect(text.length).toBeGreaterThan(3 * packed);
  expect(JSON.parse(text).metadata.length).toBeGreaterThanOrEqual(30);
  expect((await get('/metadata', 'identity')).headers.get('content-encoding')).toBeNull();
  const one = await get(`/metadata/${made[0]!.body.metadata.id}`, 'gzip');
  expect(one.headers.get('content-encoding')).toBeNull();
});

describe('an upload', () => {
  it('is downloaded under its title', async () => {
    const { body } = await api.post('/metadata', { filename: 'image.jpg', title: '写真.jpg' });
    await api.upload(body.preSignedUrl, icon);
    const { id } = body.metadata;
    await api.waitFor(id, ({ status }) => status === 'ready');
    const { preSignedUrl } = (await api.get(`/metadata/${id}?disposition=attachment`)).body;
    const image = await fetch(preSignedUrl.url);
    expect(image.status).toBe(200);
    expect(image.headers.get('content-disposition')).toBe(
      'attachment; filename="image.jpg"; filename*=UTF-8\'\'%E5%86%99%E7%9C%9F.png',
    );
  });

  it('of a form is told to be one', async () => {
    const { body } = await api.post('/metadata', { filename: 'a.png' });
    const form = new FormData();
    form.append('file', new Blob([icon], { type: 'image/png' }), 'a.png');
    const bytes = new Uint8Array(await new Response(form).arrayBuffer());
    expect((await api.upload(body.preSignedUrl, bytes)).status).toBe(200);
    const { metadata } = await api.waitFor(body.metadata.id, ({ status }) => status !== 'pending');
    expect(metadata.rejection).toMatchObject({
      code: 'NotAnImage',
      message: expect.stringMatching(/a form .*curl -T/),
    });
  });
});
