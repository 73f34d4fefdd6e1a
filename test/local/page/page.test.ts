import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { staticPage } from '../../../local/page/page.ts';
import { withPage } from '../../../local/page/with-page.ts';

const parent = mkdtempSync(join(tmpdir(), 'page-'));
const folder = join(parent, 'built');
const BIG = 'run();'.repeat(1000);
const errors: string[] = [];
let builds = 0;
let broken = false;
let server: Server;
let base: string;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<title>page</title>');
  writeFileSync(join(folder, 'assets/app-12345678.js'), 'run()');
  writeFileSync(join(folder, 'assets/big-12345678.js'), BIG);
  writeFileSync(join(folder, 'assets/big-12345678.png'), BIG);
  writeFileSync(join(parent, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'v1'), 'a file where the API is');
  await start();
});
afterAll(() => {
  server.close();
  rmSync(parent, { recursive: true });
});
beforeEach(() => {
  errors.length = 0;
});

/** A page before an API whose every answer is 418. */
async function start(): Promise<void> {
  const page = staticPage({
    async folder() {
      builds += 1;
      if (broken) throw new Error('It does not build');
      return folder;
    },
    config: { apiBaseUrl: '/v1' },
    headers: { 'X-Test': 'on all' },
    cacheControl: (path) => (path.startsWith('assets/') ? 'immutable' : 'no-cache'),
  });
  const api = (_: unknown, response: { writeHead(status: number): { end(text: string): void } }) =>
    response.writeHead(418).end('API');
  server = createServer(withPage(page, ['v1', undefined], api as never, (error) => errors.push(error)));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function get(path: string, method = 'GET') {
  const response = await fetch(base + path, { method });
  const { headers, status } = response;
  return {
    status,
    type: headers.get('content-type'),
    cache: headers.get('cache-control'),
    body: await response.text(),
  };
}

it('is built when it is first asked for, and once', async () => {
  expect(builds).toBe(0);
  expect((await get('/v1/metadata')).status).toBe(418);
  expect(builds).toBe(0);
  await Promise.all(Array.from({ length: 5 }, () => get('/')));
  expect(builds).toBe(1);
});

it('serves its files with their types and lifetimes', async () => {
  const html = { type: 'text/html; charset=utf-8', cache: 'no-cache', body: '<title>page</title>' };
  expect(await get('/')).toEqual({ status: 200, ...html });
  expect(await get('/?from=mail')).toEqual({ status: 200, ...html });
  expect(await get('/assets/app-12345678.js')).toEqual({
    status: 200,
    type: 'text/javascript; charset=utf-8',
    cache: 'immutable',
    body: 'run()',
  });
  expect((await fetch(base)).headers.get('x-test')).toBe('on all');
});

it('serves its configuration', async () => {
  const { body, ...rest } = await get('/config.json');
  expect(rest).toEqual({ status: 200, type: 'application/json', cache: 'no-cache' });
  expect(JSON.parse(body)).toEqual({ apiBaseUrl: '/v1' });
});

it.each([
  ['/assets/big-12345678.js', 'gzip, deflate, br', 'gzip'],
  ['/assets/big-12345678.js', 'gzip;q=0.5', 'gzip'],
  ['/assets/big-12345678.js', 'br, gzip;q=0', null],
  ['/assets/big-12345678.js', '', null],
  ['/assets/big-12345678.png', 'gzip', null],
  ['/assets/app-12345678.js', 'gzip', null],
])('sends %s to a browser that takes “%s” as CloudFront does: %s', async (path, accepted, encoding) => {
  const response = await fetch(base + path, { headers: { 'accept-encoding': accepted } });
  expect(response.headers.get('content-encoding')).toBe(encoding);
  expect(await response.text()).toBe(path.includes('big') ? BIG : 'run()');
  const length = Number(response.headers.get('content-length'));
  if (encoding) expect(length).toBeLessThan(BIG.length);
});

it('answers HEAD without a body', async () => {
  expect(await get('/', 'HEAD')).toMatchObject({ status: 200, body: '' });
});

it.each([
  ['POST', '/'],
  ['GET', '/v1'],
  ['GET', '/v1/metadata'],
  ['GET', '/nothing'],
  ['GET', '/assets/'],
])('leaves %s %s to the API', async (method, path) => {
  expect(await get(path, method)).toMatchObject({ status: 418, body: 'API' });
});

it.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '//secret.txt',
])('does not leave its folder for %s', async (path) => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.end(`GET ${path} HTTP/1.1\r\nHost: page\r\nConnection: close\r\n\r\n`);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 418 /);
});

it('says when it cannot be built, and tries again', async () => {
  server.close();
  broken = true;
  await start();
  expect(await get('/')).toMatchObject({ status: 500, body: expect.stringContaining('the log says why') });
  expect(errors).toEqual(['It does not build']);
  broken = false;
  expect((await get('/')).status).toBe(200);
});
