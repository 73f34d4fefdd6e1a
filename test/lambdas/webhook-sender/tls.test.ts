import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { post } from '../../../lambdas/webhook-sender/post.ts';
import { CERTIFICATE } from './certificate.ts';
import { type Receiver, startReceiver } from './receiver.ts';

// No test reaches the Internet: here this machine is it.
vi.mock('../../../lambdas/webhook-sender/addresses.ts', () => ({
  isPublic: (address: string) => address === '127.0.0.1',
  isLoopback: () => false,
}));

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver({ tls: true });
});
afterEach(() => receiver.stop());

const send = (host: string, ca?: string) =>
  post({ url: `https://${host}:${receiver.port}/` }, {}, '{}', {
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    timeoutMs: 5_000,
    ...(ca !== undefined && { ca }),
  });

describe('an endpoint by HTTPS', () => {
  it('proves that it is the host of the URL, wherever the name led', async () => {
    expect(await send('hooks.a.example', CERTIFICATE)).toEqual({ status: 204 });
    expect(receiver.received[0]!.headers.host).toBe(`hooks.a.example:${receiver.port}`);
  });

  it.each([
    ['of another host', 'other.a.example', CERTIFICATE, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['of an address', '127.0.0.1', CERTIFICATE, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['that nobody vouches for', 'hooks.a.example', undefined, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ])('is told nothing with a certificate %s', async (_, host, ca, code) => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await expect(send(host, ca)).rejects.toThrow(`no connection: ${code}`);
    vi.unstubAllEnvs();
    expect(receiver.received).toEqual([]);
  });
});
