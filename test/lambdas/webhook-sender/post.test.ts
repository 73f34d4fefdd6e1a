import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotReached, post } from '../../../lambdas/webhook-sender/post.ts';
import { local, network, nobody } from './networks.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

describe('a webhook', () => {
  it('is posted whole, to the path and query of the URL, on a connection of its own', async () => {
    const body = JSON.stringify({ title: 'ä€😀' });
    for (const id of ['1', '2']) await post(local(receiver.url), { 'webhook-id': id }, body, nobody);
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
    expect(await post(local(receiver.url), {}, '{}', nobody)).toEqual({ status });
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
    const { retryAfter: found } = await post(local(receiver.url), {}, '{}', nobody);
    expect(found).toEqual(seconds);
  });

  it('does not wait for the body of an answer', async () => {
    const closed = new Promise((resolve) => {
      receiver.answer((_, response) => {
        response.on('close', resolve);
        response.writeHead(200).write('never ends');
      });
    });
    expect(await post(local(receiver.url), {}, '{}', nobody)).toEqual({ status: 200 });
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
    const hanging = post(local(receiver.url), {}, '{}', network(nobody.resolve, 200));
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
    await expect(post(local(receiver.url), {}, '{}', nobody)).rejects.toMatchObject({
      name: 'NotReached',
      message: `no connection: ${code}`,
    });
  });
});
