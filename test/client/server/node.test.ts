import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { toNodeListener } from '../../../client/node.ts';

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
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  /** Sends what no client would, and reads the answer as it comes. */
  const send = (head: string) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(`${head}\r\nConnection: close\r\n\r\n`);
    return text(socket);
  };
  return { send, urls, url: `http://127.0.0.1:${port}` };
}

describe('a route as a listener of Node’s HTTP server', () => {
  it.each([
    ['a method that no Request has', 'TRACE /metadata HTTP/1.1\r\nHost: app.test'],
    ['a Host that is none', 'GET /metadata HTTP/1.1\r\nHost: a b'],
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
