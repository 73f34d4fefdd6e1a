import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { post } from '../../../lambdas/webhook-sender/post.ts';
import { addresses, local, network, nobody } from './networks.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

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
