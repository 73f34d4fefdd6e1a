import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { toNodeListener } from '../../../client/server/node.ts';
import { createUploadRoute } from '../../../client/server.ts';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server before a route, which writes down the URLs that it is asked for. */
async function givenServer(answer: () => Response = () => new Response('fine')) {
  const urls: string[] = [];
  const listener = toNodeListener(async ({ url }) => {
    urls.push(url);
    return answer();
  });
  return { ...(await listen(createServer(listener))), urls };
}

const client = createClient({ baseUrl: 'https://api.test/v1', apiKey: 'the-key-of-the-app', fetch: vi.fn() });

async function listen(server: ReturnType<typeof createServer>) {
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  /** Sends what no client would, and reads the answer as it comes. */
  const send = (head: string) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(`${head}\r\nConnection: close\r\n\r\n`);
    return text(socket);
  };
  return { send, port, url: `http://127.0.0.1:${port}` };
}

describe('a route as a listener of Node’s HTTP server', () => {
  it.each([
    ['a method that no Request has', 'TRACE /metadata HTTP/1.1\r\nHost: app.test'],
    ...['[', 'a b', '', 'a:99999', 'u@b', 'a/b', 'a?b', 'a#b', 'a\\b', 'a%20b'].map(
      (host): [string, string] => [
        `a Host that is none (${host})`,
        `GET /metadata HTTP/1.1\r\nHost: ${host}`,
      ],
    ),
    ['a path that is none', 'OPTIONS * HTTP/1.1\r\nHost: app.test'],
    ['another site as its path', 'GET http://evil.test/metadata HTTP/1.1\r\nHost: app.test'],
  ])('answers 400 to %s, and goes on', async (_, head) => {
    const { send, urls } = await givenServer();
    const answer = await send(head);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"code":"BadRequest"');
    expect(urls).toEqual([]);
    expect(await send('GET /metadata HTTP/1.1\r\nHost: app.test')).toMatch(/^HTTP\/1.1 200 /);
  });

  it('takes no path for another host: whose page may use the route is told by the host', async () => {
    const { send, urls } = await givenServer();
    await send('GET //evil.test/metadata HTTP/1.1\r\nHost: app.test');
    expect(urls).toEqual(['http://app.test//evil.test/metadata']);
  });

  it.each(['/', '//', '///', '//evil.test', '//evil.test:1/metadata/x', '/\\evil.test', '/%2f/metadata'])(
    'takes %s for a path',
    async (path) => {
      const { send, urls } = await givenServer();
      expect(await send(`GET ${path} HTTP/1.1\r\nHost: app.test`)).toMatch(/^HTTP\/1.1 200 /);
      expect(urls.map((each) => new URL(each).host)).toEqual(['app.test']);
    },
  );

  it('answers 500 for a route that throws, and goes on', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { send } = await givenServer(() => {
      throw new Error('of the app');
    });
    const answer = await send('GET /metadata HTTP/1.1\r\nHost: app.test');
    expect(answer).toMatch(/^HTTP\/1.1 500 .*"code":"InternalError"/s);
    expect(answer).not.toContain('of the app');
    expect(said).toHaveBeenCalledTimes(1);
    expect(answer).toContain(said.mock.calls[0]![1]);
  });

  it('shows nobody a stack of Express’s', async () => {
    const app = express().use(
      '/api/images',
      toNodeListener(createUploadRoute({ client, authorize: () => null })),
    );
    const { send } = await listen(createServer(app));
    for (const head of [
      'TRACE /api/images/metadata HTTP/1.1\r\nHost: app.test',
      'GET /api/images/metadata HTTP/1.1\r\nHost: [',
      'GET /api/images/metadata/%E0%A4%A HTTP/1.1\r\nHost: app.test',
      'GET /api/images//// HTTP/1.1\r\nHost: app.test',
    ]) {
      expect(await send(head)).toMatch(/^HTTP\/1.1 40[014] .*"code":"/s);
    }
  });

  it('answers to a body that breaks off or is far too large, and tells nobody of it', async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const route = createUploadRoute({ client, authorize: () => ({ userId: 'ann' }), onError });
    const statuses: Promise<number>[] = [];
    const watched = async (request: Request) => {
      const answer = route(request);
      statuses.push(answer.then(({ status }) => status));
      return answer;
    };
    const { port, url } = await listen(createServer(toNodeListener(watched)));
    const head = 'POST /metadata HTTP/1.1\r\nHost: a\r\nContent-Type: application/json';
    for (const begun of [
      'Content-Length: 500\r\n\r\n{"file',
      'Transfer-Encoding: chunked\r\n\r\n3\r\n{"f\r\n',
    ]) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`${head}\r\n${begun}`);
      await vi.waitFor(() => expect(statuses.length).toBeGreaterThan(0));
      socket.destroy();
      expect(await statuses.pop()).toBe(400);
    }
    const large = { method: 'POST', headers: { 'content-type': 'application/json' }, body: 'x'.repeat(5e6) };
    expect((await fetch(`${url}/metadata`, large)).status).toBe(413);
    expect(errors).toEqual([]);
  });

  it('gives every cookie of an answer', async () => {
    const { url } = await givenServer(() => {
      const headers = new Headers({ 'content-type': 'text/plain' });
      headers.append('set-cookie', 'a=1; Path=/');
      headers.append('set-cookie', 'b=2, 3; Path=/');
      return new Response('fine', { headers });
    });
    const { headers } = await fetch(url);
    expect(headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2, 3; Path=/']);
    expect(headers.get('content-type')).toBe('text/plain');
  });
});
