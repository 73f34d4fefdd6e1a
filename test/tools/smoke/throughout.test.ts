import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { smokeThroughout } from '../../../tools/smoke/smoke-throughout.ts';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';
import { recordsOf, startFront } from './front.ts';

let run: LocalRun;
beforeAll(async () => {
  run = await startLocalRun();
});
afterAll(() => run?.stop());

describe('the smoke test throughout a release', () => {
  it('goes on until it is stopped, finishes its rounds, and leaves nothing behind', async () => {
    const stopping = new AbortController();
    let asked = 0;
    const done = smokeThroughout({
      // Not deployed at first.
      find: async () => (++asked < 3 ? undefined : run),
      stop: stopping.signal,
      everyMs: 50,
      onFailure: (message) => expect.fail(message),
    });
    await expect.poll(() => run.calls.length, { timeout: 20_000 }).toBeGreaterThan(30);
    stopping.abort();
    const { well, failed } = await done;
    expect(failed).toBe(0);
    expect(well).toBeGreaterThan(1);
    expect(asked).toBe(3);
    expect(await recordsOf(run)).toEqual([]);
  });

  it('is no failure while nothing is deployed', async () => {
    const stop = AbortSignal.timeout(100);
    const find = async () => undefined;
    expect(await smokeThroughout({ find, stop, everyMs: 10, onFailure: expect.fail })).toEqual({
      well: 0,
      failed: 0,
    });
  });

  it('sees what fails for one call in ten, tells each failure, and does not end with the first', async () => {
    let calls = 0;
    const baseUrl = await startFront(run.baseUrl, {
      replace: () =>
        ++calls % 10 === 0
          ? { status: 500, body: '{"code":"InternalError","message":"broken release","requestId":"1"}' }
          : undefined,
    });
    const stopping = new AbortController();
    const failures: string[] = [];
    const done = smokeThroughout({
      find: async () => ({ ...run, baseUrl }),
      stop: stopping.signal,
      everyMs: 50,
      onFailure: (message) => failures.push(message),
    });
    await expect.poll(() => failures.length, { timeout: 20_000 }).toBeGreaterThan(1);
    stopping.abort();
    const { failed } = await done;
    expect(failures).toHaveLength(failed);
    for (const failure of failures) expect(failure).toMatch(/^[a-z ]+: broken release/i);
    expect(await recordsOf(run)).toEqual([]);
  });
});

describe('npm run smoke', () => {
  let child: ChildProcess;
  let printed: string;
  afterEach(() => child.kill('SIGKILL'));

  function start(...flags: string[]): Promise<[code: number | null]> {
    // A key may begin with a hyphen.
    const target = ['--base-url', run.baseUrl, `--api-key=${run.apiKey}`];
    const command = ['--import', 'tsx', 'bin/smoke.ts', ...target];
    child = spawn(process.execPath, [...command, ...flags], { stdio: 'pipe' });
    printed = '';
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (text: Buffer) => {
        printed += text;
      });
    return once(child, 'exit') as Promise<[number | null]>;
  }

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'finishes its round on %s, and deletes what it made',
    async (signal) => {
      const exit = start('--until-stopped', '--every', '1');
      // In the midst of a round.
      await expect.poll(() => recordsOf(run), { timeout: 25_000, interval: 5 }).not.toEqual([]);
      child.kill(signal);
      // As tsx passes on what the terminal has sent to it too.
      child.kill(signal);
      expect(await exit).toEqual([0, null]);
      expect(printed).toMatch(/^\d+ rounds went well, 0 failed\.$/m);
      expect(await recordsOf(run)).toEqual([]);
    },
    60_000,
  );

  it('ends after --for SECONDS, and fails with what failed', async () => {
    const exit = start('--for', '1', '--api-key', 'wrong');
    expect(await exit).toEqual([1, null]);
    expect(printed).toMatch(/^FAIL {2}\S+Z {2}create a record and take an upload ticket: /m);
  }, 60_000);

  it.each([
    [['--for', 'ever'], '--for takes a whole number above 0.'],
    [['--fallback-url', 'ftp://x'], '--fallback-url must be an http or https URL, not "ftp://x"'],
    [['--stage', 'nowhere'], 'Usage: npm run smoke'],
  ])(
    'refuses %j',
    async (flags, sentence) => {
      expect(await start(...flags)).toEqual([1, null]);
      expect(printed).toContain(sentence);
    },
    60_000,
  );
});
