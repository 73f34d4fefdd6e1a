import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeFunction } from '../../../../lib/constructs/bundling/write-function.ts';
import { ROOT } from '../../../../lib/constructs/web/page-build.ts';
import { startBuilder } from '../../../../tools/local/reload/builder.ts';
import { readSources } from '../../../../tools/local/reload/declared-source.ts';
import { assemblyOf } from '../../../support/local-run.ts';

/** One of two bundles, and one with native packages. */
const BUILT = ['metadata-api', 'thumbnailer'];

it('functions are built byte for byte as they are deployed, the first time and again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'built-'));
  const builder = startBuilder();
  onTestFinished(() => {
    builder.close();
    rmSync(folder, { recursive: true });
  });
  const sources = readSources(await assemblyOf('dev')).filter(({ name }) => BUILT.includes(name));
  expect(sources).toHaveLength(BUILT.length);
  for (const source of sources) {
    const { name, entries, native } = source;
    const deployed = join(folder, `${name}-deployed`);
    writeFunction(
      { name, ...(entries && { entries }), native: { names: native, copyTo: () => {} } },
      deployed,
    );
    for (const round of ['first', 'again']) {
      const built = join(folder, `${name}-${round}`);
      const order = { source, folder: built, root: ROOT, modules: join(ROOT, 'node_modules') };
      expect(await builder.build(order)).toMatchObject({
        inputs: expect.arrayContaining([`lambdas/${name}/handler.ts`]),
      });
      for (const file of readdirSync(deployed))
        expect(readFileSync(join(built, file), 'utf8') === readFileSync(join(deployed, file), 'utf8')).toBe(
          true,
        );
    }
  }
});
