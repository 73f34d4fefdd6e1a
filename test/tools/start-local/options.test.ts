import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startLocal } from '../../../tools/start-local/start-local.ts';
import type { StartLocalOptions } from '../../../tools/start-local/surface.d.ts';

describe('startLocal refuses at once, and in one sentence,', () => {
  it.each<[Record<string, unknown> | null, string]>([
    [null, 'its options must be an object.'],
    [[] as never, 'its options must be an object.'],
    [{ prot: 3000 }, 'there is no option "prot"; there are stage, port, host'],
    [{ toString: 1 }, 'there is no option "toString"'],
    [{ stage: 'nowhere' }, 'there is no stage "nowhere"; known: dev, staging, prod.'],
    [{ stage: 'toString' }, 'there is no stage "toString"'],
    [{ stage: '' }, 'stage must be the name of a stage, not "".'],
    [{ port: '3000' }, 'port must be a whole number from 0 to 65535, not "3000".'],
    [{ port: 65_536 }, 'port must be a whole number'],
    [
      { host: 'http://phone' },
      'host must be an address or name of this machine, without a port, not "http://phone".',
    ],
    [{ host: '0.0.0.0', users: true }, 'users sign in at 127.0.0.1'],
    [{ host: '192.0.2.1' }, 'host names no address of this machine: '],
    [{ apiKey: 'two words' }, 'apiKey must be 1 to 128 visible ASCII characters without spaces.'],
    [{ users: 'ann' }, 'users must be true or false, not "ann".'],
    [{ webhooks: 'http://127.0.0.1:4000/' }, 'webhooks must be a list of URLs'],
    [{ webhooks: ['https://a.example/'] }, 'webhooks must be an http URL on this machine'],
    [{ webhooks: Array(11).fill('http://127.0.0.1:1/') }, 'webhooks: webhooks must be at most 10'],
    [{ retryScale: 0 }, 'retryScale must be a number above 0, and 1 at most.'],
    [{ onEvent: true }, 'onEvent must be a function.'],
    [{ signal: {} }, 'signal must be an AbortSignal.'],
  ])('%j', async (options, message) => {
    const started = startLocal(options as StartLocalOptions);
    const said = await started.then(
      () => 'started',
      ({ message: text }: Error) => text,
    );
    expect(said).toMatch(/^startLocal: [^\n]+$/);
    expect(said).toContain(message);
  });

  it('a port in use', async () => {
    const taken = createServer();
    onTestFinished(() => void taken.close());
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    await expect(startLocal({ port })).rejects.toThrow(`startLocal: port ${port} is in use.`);
  });

  it('what was given up before it began, with the reason', async () => {
    const reason = new Error('no longer wanted');
    await expect(startLocal({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
