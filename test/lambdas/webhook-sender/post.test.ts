import type { LookupAddress } from 'node:dns';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NotReached, post } from '../../../lambdas/webhook-sender/post.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

const local = (url = receiver.url) => ({ url, loopback: true as const });
const addresses = (...all: string[]): LookupAddress[] =>
  all.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
const network = (resolve: (host: string) => Promise<LookupAddress[]>, timeoutMs = 5_000) => ({
  resolve,
  timeoutMs,
});
const nobody = network(async () => {
  throw new Error('Nothing is to be resolved');
});

describe('a webhook', () => {
  it('is posted whole, to the path and query of the URL, on a connection of its own', async () => {
    const body = JSON.stringify({ title: 'ä€😀' });
    for (const id of ['1', '2']) await post(local(), { 'webhook-id': id }, body, nobody);
    expect(receiver.received[0]).toEqual({
      url: '/hook?key=private',
      method: 'POST',
      body,
      headers: {
        host: `127.0.0.1:${receiver.port}`,
        connection: 'close',
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'image-intake-webhooks',
        'webhook-id': '1',
      },
    });
    expect(receiver.connections()).toBe(2);
  });

  it.each([200, 204, 301, 307, 400, 410, 500])('is answered by %d, whatever that means', async (status) => {
    receiver.answer((_, response) => response.writeHead(status, { location: '/elsewhere' }).end());
    expect(await post(local(), {}, '{}', nobody)).toEqual({ status });
    expect(receiver.received).toHaveLength(1);
  });

  it.each([
    ['120', 120],
    [new Date(Date.now() + 3600_000).toUTCString(), expect.closeTo(3600, -1)],
    ['0', 0],
    ['soon', undefined],
    ['-1', undefined],
    [new Date(0).toUTCString(), undefined],
    ['9'.repeat(40), undefined],
  ])('may be answered by a wish to wait: %s', async (retryAfter, seconds) => {
    receiver.answer((_, response) => response.writeHead(503, { 'retry-after': retryAfter }).end());
    const { retryAfter: found } = await post(local(), {}, '{}', nobody);
    expect(found).toEqual(seconds);
  });

  it('does not wait for the body of an answer', async () => {
    const closed = new Promise((resolve) => {
      receiver.answer((_, response) => {
        response.on('close', resolve);
        response.writeHead(200).write('never ends');
      });
    });
    expect(await post(local(), {}, '{}', nobody)).toEqual({ status: 200 });
    await closed;
  });

  it.each([
    [
      'asks for another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    ],
    ['ends the connection', ''],
    ['answers a part of a header', 'HTTP/1.1 20'],
  ])('fails at a receiver that %s', async (_, answer) => {
    const server = createServer((socket) =>
      socket.once('data', () => socket.end(answer)).on('error', () => {}),
    );
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    await expect(post(local(`http://127.0.0.1:${port}/`), {}, '{}', nobody)).rejects.toThrow(NotReached);
    server.close();
  });

  it('does not wait for a receiver that hangs, nor for one that sends headers byte by byte', async () => {
    receiver.answer(() => {});
    const hanging = post(local(), {}, '{}', network(nobody.resolve, 200));
    await expect(hanging).rejects.toThrow('it did not answer within 0.2 s');

    const trickling = createServer((socket) => {
      socket.on('error', () => {}).write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x-a: b\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    await new Promise<void>((listening) => trickling.listen(0, '127.0.0.1', listening));
    const { port } = trickling.address() as { port: number };
    const url = `http://127.0.0.1:${port}/`;
    await expect(post(local(url), {}, '{}', network(nobody.resolve, 200))).rejects.toThrow('within 0.2 s');
    await new Promise((closed) => trickling.close(closed));
  });

  it('does not wait for names that nobody resolves', async () => {
    const never = network(() => new Promise(() => {}), 100);
    await expect(post({ url: 'https://a.example' }, {}, '{}', never)).rejects.toThrow('within 0.1 s');
  });

  it.each([
    ['a port that nobody listens on', 'ECONNREFUSED', async () => receiver.stop()],
    [
      'a connection that breaks',
      'ECONNRESET',
      async () => receiver.answer((request) => void request.socket.destroy()),
    ],
    [
      'an answer that is none',
      'HPE_INVALID_CONSTANT',
      async () => receiver.answer((request) => void request.socket.end('220 smtp\r\n')),
    ],
    [
      'headers without end',
      'HPE_HEADER_OVERFLOW',
      async () =>
        receiver.answer(
          (request) => void request.socket.write(`HTTP/1.1 200 OK\r\na: ${'a'.repeat(99_999)}`),
        ),
    ],
  ])('that meets %s says so by its code alone', async (_, code, given) => {
    await given();
    await expect(post(local(), {}, '{}', nobody)).rejects.toMatchObject({
      name: 'NotReached',
      message: `no connection: ${code}`,
    });
  });
});

describe('the address of an endpoint', () => {
  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://127.0.0.1./',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1:8443/',
    'https://0/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[fd00:ec2::254]/',
    'https://[::]/',
    'https://①②⑦.⓪.⓪.①/',
  ])('is refused where the URL spells it: %s', async (url) => {
    await expect(post({ url }, {}, '{}', nobody)).rejects.toThrow(/^its address \S+ is not public$/);
  });

  it.each([
    ['a private one', ['10.0.0.1']],
    ['this machine', ['127.0.0.1']],
    ['a public and a private one', ['8.8.8.8', '192.168.0.1']],
    ['the metadata of an instance', ['169.254.169.254']],
    ['a mapped one', ['::ffff:10.0.0.1']],
    ['NAT64', ['64:ff9b::7f00:1']],
    ['none', []],
  ])('is refused where its name resolves to %s, and nothing is connected', async (_, found) => {
    const resolve = vi.fn(async () => addresses(...found));
    const url = `https://rebinding.a.example:${receiver.port}/`;
    await expect(post({ url }, {}, '{}', network(resolve))).rejects.toThrow(
      /^its address \S+ is not public$/,
    );
    expect(resolve).toHaveBeenCalledOnce();
    expect(receiver.connections()).toBe(0);
  });

  it.each(['http://8.8.8.8/', 'http://hooks.a.example/'])('is refused without TLS: %s', async (url) => {
    await expect(post({ url }, {}, '{}', nobody)).rejects.toThrow('its URL must begin with https://');
  });

  it.each([
    ['a public address', 'http://hook.local/', ['8.8.8.8']],
    ['a network', 'http://hook.local/', ['10.0.0.1']],
    ['a network, too', 'http://hook.local/', ['127.0.0.1', '10.0.0.1']],
    ['any address', 'http://hook.local/', ['0.0.0.0']],
  ])('of this machine is refused where it is %s', async (_, url, found) => {
    const resolve = async () => addresses(...found);
    await expect(post(local(url), {}, '{}', network(resolve))).rejects.toThrow(/is not of this machine$/);
  });

  it('of this machine is no other protocol', async () => {
    await expect(post(local('https://127.0.0.1/'), {}, '{}', nobody)).rejects.toThrow('begin with http://');
  });

  it('is resolved once, and that is where the connection goes', async () => {
    const answers = [addresses('127.0.0.1'), addresses('10.0.0.1')];
    const resolve = vi.fn(async () => answers.shift()!);
    const url = `http://hook.local:${receiver.port}/`;
    expect(await post(local(url), {}, '{}', network(resolve))).toEqual({ status: 204 });
    expect(resolve.mock.calls).toEqual([['hook.local']]);
    expect(receiver.received[0]!.headers.host).toBe(`hook.local:${receiver.port}`);
  });

  it('may be one of several, of which the first does not answer', async () => {
    const resolve = async () => addresses('::1', '127.0.0.1');
    const url = `http://hook.local:${receiver.port}/`;
    expect(await post(local(url), {}, '{}', network(resolve))).toEqual({ status: 204 });
  });
});
