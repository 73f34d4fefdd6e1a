import { afterEach, describe, expect, it } from 'vitest';
import { brokenBundles } from '../../../tools/drill/faults/broken-bundle.ts';
import type { BrokenBundle } from '../../../tools/drill/faults/fault.ts';
import { type SoakOptions, soak } from '../../../tools/soak/soak.ts';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';

const SEED = 7;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A run under chaos, one of its functions broken. */
async function given(bundle?: BrokenBundle): Promise<LocalRun> {
  const bundles = brokenBundles();
  closing.push(bundles.remove);
  bundles.begin();
  const run = await startLocalRun({
    chaos: true,
    faults: {
      version: (settings) =>
        bundle && settings.name.includes(bundle.function) ? bundles.of(settings, bundle) : settings,
    },
  });
  closing.push(run.stop);
  return run;
}

const soaked = (run: LocalRun, uploads: number, options: Partial<SoakOptions> = {}) =>
  soak(run, { uploads, seed: SEED, clients: 4, report: () => {}, ...options });

const FAULTS: [name: string, bundle: BrokenBundle, message: RegExp][] = [
  [
    'an inspector that takes sizes for others',
    {
      function: 'ImageInspector',
      code: `for (const record of event.Records ?? []) {
        const body = JSON.parse(record.body);
        for (const { s3: { object } = {} } of body.Records ?? []) if (object?.size > 1000) object.size += 1;
        record.body = JSON.stringify(body);
      }`,
    },
    /^Wrong: size is \d+, and must be \d+|^Wrong: the upload is not on the record/,
  ],
  [
    'a thumbnailer that forgets',
    { function: 'Thumbnailer', code: 'return { batchItemFailures: [] };' },
    /^Wrong: there is neither a thumbnail nor a thumbnailError/,
  ],
  [
    'an API that loses the tags of edits',
    {
      function: 'MetadataApi',
      code: `if (event.httpMethod === 'PUT' && event.body) {
        const { tags, ...body } = JSON.parse(event.body);
        event = { ...event, body: JSON.stringify(body) };
      }`,
    },
    /^Wrong: the answer to an edit lacks tag /,
  ],
];

describe('the soak', () => {
  it.each(FAULTS)(
    'fails for %s, with the history of the record',
    async (_, bundle, message) => {
      const run = await given(bundle);
      const wrong = soaked(run, 25, { patienceMs: 5000 });
      const { message: told } = await wrong.then(
        () => new Error('nothing is wrong'),
        (error: Error) => error,
      );
      expect(told).toMatch(message);
      expect(told).toMatch(/\nRecord [\w-]{36}, seed 7, story \d+ \(\w.+\):\n +\d+ ms {2}\w/);
    },
    120_000,
  );

  it('finds nothing wrong in anything, under chaos', async () => {
    const tally = await soaked(await given(), 80);
    expect(tally).toMatchObject({ uploads: 80 });
    for (const count of Object.values(tally)) expect(count).toBeGreaterThan(0);
  }, 120_000);
});
