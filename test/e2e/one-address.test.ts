import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalRun, startLocalRun } from '../support/local-run.ts';

let run: LocalRun;
let origin: URL;

beforeAll(async () => {
  // Of the embedded S3 alone: another engine has an address of its own.
  run = await startLocalRun({ host: '127.0.0.1', dynamodb: undefined, s3: undefined, namePrefix: undefined });
  origin = new URL(run.baseUrl);
});
afterAll(() => run?.stop());

const image = readFileSync('samples/icon.png');

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

/** A request to the run's one port, by whatever name the client has for it. */
async function send(host: string, path: string, { method = 'GET', headers = {}, body = '' }: Sent = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const { hostname, port } = origin;
  request({ hostname, port, path, method, headers: { host, ...headers }, agent: false }, (response) =>
    text(response).then((all) => resolve({ status: response.statusCode ?? 0, body: all }), reject),
  )
    .on('error', reject)
    .end(body);
  return promise;
}

const json = { 'x-api-key': '', 'content-type': 'application/json' };
const create = (host: string, more: Record<string, string> = {}, fields: object = {}) =>
  send(host, '/v1/metadata', {
    method: 'POST',
    headers: { ...json, 'x-api-key': run.apiKey, ...more },
    body: JSON.stringify({ filename: 'a.png', ...fields }),
  }).then(({ body }) => JSON.parse(body));

describe('a run at one address', () => {
  it('takes an upload by the name that the client has for it, and gives the image back by it', async () => {
    const { metadata, preSignedUrl } = await create('phone.example:8080');
    const url = new URL(preSignedUrl.url);
    expect(url.origin).toBe('http://phone.example:8080');
    const put = await send(url.host, url.pathname + url.search, { method: 'PUT', body: image });
    expect(put.status).toBe(200);
    const read = () =>
      send('phone.example:8080', `/v1/metadata/${metadata.id}`, { headers: { 'x-api-key': run.apiKey } });
    await expect.poll(async () => JSON.parse((await read()).body).metadata.status).toBe('ready');
    const view = new URL(JSON.parse((await read()).body).preSignedUrl.url);
    expect(view.origin).toBe('http://phone.example:8080');
    expect((await send(view.host, view.pathname + view.search)).status).toBe(200);
  });

  it.each([
    [
      { 'x-forwarded-host': 'abc.tunnel.example', 'x-forwarded-proto': 'https' },
      'https://abc.tunnel.example',
    ],
    [{ 'x-forwarded-proto': 'https, http' }, 'https://127.0.0.1'],
    [{ 'x-forwarded-host': '[2001:db8::1]:3000' }, 'http://[2001:db8::1]:3000'],
  ])('behind a tunnel that says %j names %s', async (headers, expected) => {
    const { preSignedUrl } = await create('127.0.0.1', headers);
    expect(preSignedUrl.url.slice(0, expected.length + 1)).toBe(`${expected}/`);
  });

  it('does not let a header put anything but a host into a URL', async () => {
    const { preSignedUrl } = await create('127.0.0.1', { 'x-forwarded-host': 'evil"/,\\u0022' });
    expect(preSignedUrl.url.startsWith(`${run.s3Endpoint}/`)).toBe(true);
  });

  it('leaves what clients write as it is', async () => {
    const title = `${run.s3Endpoint}/x`;
    expect((await create('phone.example', {}, { title })).metadata.title).toBe(title);
  });

  it('holds uploads to what was signed, as ever', async () => {
    const { preSignedUrl } = await create(
      'phone.example',
      {},
      { contentType: 'image/png', size: image.length },
    );
    const url = new URL(preSignedUrl.url);
    const put = (search: string, headers: Record<string, string>) =>
      send(url.host, url.pathname + search, { method: 'PUT', headers, body: image });
    expect((await put(url.search, { ...preSignedUrl.headers, 'Content-Type': 'image/gif' })).status).toBe(
      403,
    );
    const other = url.search.replace(/Signature=./, 'Signature=0');
    expect(
      (
        await put(
          other === url.search ? url.search.replace('Signature=0', 'Signature=1') : other,
          preSignedUrl.headers,
        )
      ).status,
    ).toBe(403);
    expect((await put(url.search, preSignedUrl.headers)).status).toBe(200);
  });

  it('takes a signature for the name by which it is asked, too', async () => {
    const { credentials, region, names } = run;
    const s3 = new S3Client({ endpoint: origin.origin, region, credentials, forcePathStyle: true });
    await s3.send(new HeadBucketCommand({ Bucket: Object.values(names.buckets)[0]! }));
    s3.destroy();
  });

  it('leaves the storage’s own port strict', async () => {
    const { preSignedUrl } = await create('127.0.0.1');
    const { pathname, search } = new URL(preSignedUrl.url);
    const { hostname, port } = new URL(run.s3Endpoint);
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    request(
      { hostname, port, path: pathname + search, method: 'PUT', headers: { host: 'phone.example' } },
      (response) => resolve(response.resume().statusCode),
    ).end(image);
    expect(await promise).toBe(403);
  });

  it('still wants the key', async () => {
    const { status } = await send('phone.example', '/v1/metadata', { headers: {} });
    expect(status).toBe(403);
  });
});
