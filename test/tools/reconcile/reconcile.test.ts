import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { begin, type Run } from '../../../lambdas/reconciler/running/run.ts';
import { lambdaInvoke, localInvoke, ReconcilerFailed } from '../../../tools/reconcile/invoke.ts';
import { reconcile } from '../../../tools/reconcile/reconcile.ts';
import { targetOf } from '../../../tools/reconcile/target.ts';
import { tableOf } from '../../../tools/reconcile/tell.ts';

const NOW = 1_000_000;
const request = { kind: 'begin' as const, repair: false };
const run = (more: Partial<Run> = {}): Run => ({ ...begin(request, NOW), ...more });
const suspect = { pass: 'images', code: 'ObjectWithoutRecord', id: 'a', key: 'images/a/b' } as const;

/** Gives these answers one after the other. */
function answering(...answers: object[]) {
  const asked: object[] = [];
  const invoke = async (event: object) => {
    asked.push(event);
    return answers.shift();
  };
  return { invoke, asked };
}

const controls = (more: { signal?: AbortSignal } = {}) => ({
  signal: new AbortController().signal,
  onSlice: () => {},
  now: () => NOW,
  ...more,
});

describe('a run by hand', () => {
  it('gives back what it got, until there is a report', async () => {
    const [one, two] = [run({ slice: 1 }), run({ slice: 2, phase: 'done' })];
    const { invoke, asked } = answering({ run: one }, { run: two, report: { left: 0 } });
    expect(await reconcile(invoke, request, controls())).toEqual({ run: two, report: { left: 0 } });
    expect(asked).toEqual([request, one]);
  });

  it('waits for as long as it is told, and a moment where its clock is ahead', async () => {
    const waiting = run({ phase: 'again', suspects: [suspect], notBefore: NOW + 3_600_000 });
    const early = { ...waiting, notBefore: NOW - 5_000 };
    const pause = vi.fn(async (_: number) => {});
    const { invoke, asked } = answering({ run: waiting }, { run: early }, { run: early, report: {} });
    await reconcile(invoke, request, { ...controls(), pause });
    expect(pause.mock.calls.map(([ms]) => ms)).toEqual([3_600_000, 2_000]);
    expect(asked).toHaveLength(3);
  });

  it('tries a slice that fails again, which can be repeated, and gives up at the third time', async () => {
    const pause = vi.fn(async () => {});
    let failures = 2;
    const invoke = async () => {
      if (failures-- > 0) throw new ReconcilerFailed('No.');
      return { run: run({ phase: 'done' }), report: {} };
    };
    await reconcile(invoke, request, { ...controls(), pause });
    failures = 3;
    await expect(reconcile(invoke, request, { ...controls(), pause })).rejects.toThrow('No.');
  });

  it('ends between two slices when it is interrupted', async () => {
    const controller = new AbortController();
    const { invoke, asked } = answering({ run: run() }, { run: run() });
    const ended = reconcile(invoke, request, {
      ...controls({ signal: controller.signal }),
      onSlice: () => controller.abort(),
    });
    await expect(ended).rejects.toThrow(/abort/);
    expect(asked).toHaveLength(1);
  });
});

describe('the table of a run', () => {
  const tell = (more: Partial<Run>, report?: object) =>
    tableOf({ run: run({ phase: 'done', ...more }), report: report as never });

  it('says that all agrees', () => {
    const seen = { objects: 4, foreign: 1, ids: 2, records: 2 };
    expect(tell({ seen }, { repaired: 0, left: 0 })).toBe(
      [
        '4 objects and 2 records were compared.',
        '1 objects are not of this service, and were left alone.',
        'They agree.',
      ].join('\n'),
    );
  });

  it('says what was found, who mends it, and what is left', () => {
    const found = { UploadUnseen: 12, ImageGone: 1, ThumbnailOrphaned: 3 };
    const text = tell({ found, repair: true, spared: 'too many' }, { repaired: 12, left: 4 });
    expect(text).toMatch(/^UploadUnseen\s+12 {2}the inspector, asked again$/m);
    expect(text).toMatch(/^ThumbnailOrphaned\s+3 {2}deletion of that version$/m);
    expect(text).toMatch(/^ImageGone\s+1 {2}a person: see docs\/runbook.md$/m);
    expect(text).toContain('12 were repaired, 4 are left.');
    expect(text).toContain('has the table lost records?');
  });

  it('says of suspects that they are none yet, and of what nobody has looked at that it shows later', () => {
    const text = tell({ suspects: [suspect], graceMs: 3_600_000 }, { repaired: 0, left: 0 });
    expect(text).toMatch(/^1 object has no record.*--wait looks again, 60 minutes later/m);
    expect(text).not.toContain('They agree');
    const found = { UploadUnseen: 1200 };
    const many = tell({ found, repair: true }, { repaired: 1000, left: 200, unverified: 200 });
    expect(many).toContain('Of these the inspector was asked for 200');
  });

  it('says of a dry run that nothing was changed', () => {
    expect(tell({ found: { ImageGone: 1 } }, { repaired: 0, left: 1 })).toContain('it was a dry run');
  });
});

describe('who runs it', () => {
  const answer = (payload: unknown, more = {}) => ({
    send: vi.fn(async () => ({ Payload: new TextEncoder().encode(JSON.stringify(payload)), ...more })),
  });

  it('on AWS is the alias that takes part in releases', async () => {
    const lambda = answer({ a: 1 });
    expect(await lambdaInvoke(lambda as never, 'fn')({ kind: 'begin' })).toEqual({ a: 1 });
    const [[command]] = lambda.send.mock.calls as unknown as [[{ input: object }]];
    expect(command.input).toMatchObject({ FunctionName: 'fn', Qualifier: 'live' });
  });

  it('says what failed', async () => {
    const lambda = answer({ errorType: 'Error', errorMessage: 'No.' }, { FunctionError: 'Unhandled' });
    await expect(lambdaInvoke(lambda as never, 'fn')({})).rejects.toThrow(
      'The reconciler failed: Error: No.',
    );
  });

  const serve = async (status: number, body: string, headers: Record<string, string> = {}) => {
    const server = createServer((_, response) => response.writeHead(status, headers).end(body));
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  };

  it.each([
    [502, '{"errorType":"Error","errorMessage":"No."}', {}, 'The reconciler failed: Error: No.'],
    [
      403,
      '{"message":"x"}',
      { 'x-amzn-requestid': '1' },
      'is no local run; for a stage of AWS’s use --stage.',
    ],
    [404, '{"message":"It knows Api."}', {}, 'does not run the reconciler: It knows Api.'],
    [500, '<html>', {}, 'does not run the reconciler: it answers 500'],
  ])('on a laptop says what %d means', async (status, body, headers, sentence) => {
    const baseUrl = await serve(status, body, headers);
    await expect(localInvoke(baseUrl, 'key')({})).rejects.toThrow(sentence.replace('’', "'"));
  });

  it('says that nothing answers', async () => {
    await expect(localInvoke('http://127.0.0.1:1/v1', 'key')({})).rejects.toThrow('is npm start running?');
  });
});

describe('whose reconciler', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it.each([
    [{}, 'usage'],
    [{ stage: 'dev', 'base-url': 'http://127.0.0.1/v1' }, 'usage'],
    [{ stage: 'nowhere' }, '--stage takes one of'],
    [{ 'base-url': 'nonsense', 'api-key': 'k' }, '--base-url takes a URL'],
    [{ 'base-url': 'http://127.0.0.1:3000/v1' }, '--api-key is missing'],
  ])('is refused where nobody is meant: %j', (values, sentence) => {
    vi.stubEnv('IMAGE_INTAKE_API_KEY', undefined);
    expect(() => targetOf(values, 'usage')).toThrow(sentence);
  });
});
