import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { givenGateway } from './given-gateway.ts';

const gateway = givenGateway();
const { call } = gateway;

/** Sends bytes as they are, and reads what comes back. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(gateway.baseUrl);
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });

describe('requests that are no good', () => {
  it('with a path that does not decode: 400', async () => {
    expect(await call('GET', '/echo/%zz')).toMatchObject({ status: 400, text: '{"four":"Bad Request"}' });
  });

  it('with too large a body: 413, and the connection lives on', async () => {
    const body = Buffer.alloc(11 * 1024 * 1024, 'x');
    expect(await call('POST', '/echo', { body })).toMatchObject({
      status: 413,
      text: '{"four":"Request Too Long"}',
    });
    expect((await call('GET', '/echo')).status).toBe(200);
  });

  it('with a body that Lambda would not take: 413', async () => {
    expect((await call('POST', '/echo', { body: Buffer.alloc(7 * 1024 * 1024, 'x') })).status).toBe(413);
  });

  it('with too many headers: 431', async () => {
    expect((await call('GET', '/echo', { headers: { 'x-large': 'x'.repeat(11_000) } })).status).toBe(431);
    const huge = `GET /v1/echo HTTP/1.1\r\nHost: x\r\nx-huge: ${'x'.repeat(100_000)}\r\n\r\n`;
    expect(await raw(huge)).toMatch(/^HTTP\/1.1 431 /);
  });

  it('that are no HTTP: 400, in the shape of the API', async () => {
    const answer = await raw('nonsense\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('{"four":"Bad Request"}');
  });

  it.each(['GET http://elsewhere.example/v1/echo HTTP/1.1', 'GET /v1/echo?a=%zz HTTP/1.1'])(
    'but legal: %s',
    async (line) => {
      expect(await raw(`${line}\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 /);
    },
  );

  it('that are given up half-way do no harm', async () => {
    const { port } = new URL(gateway.baseUrl);
    const given = request({ port, method: 'POST', path: '/v1/echo', headers: { 'content-length': 1000 } });
    given.on('error', () => {});
    given.write('half');
    await new Promise((resume) => setTimeout(resume, 50));
    given.destroy();
    expect((await call('GET', '/echo')).status).toBe(200);
  });
});
