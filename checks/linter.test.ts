import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedChecks } from '../tools/checks/installed.ts';

const REFUSED: [file: string, imports: string][] = [
  ['contract/a.ts', '../lambdas/shared/x.ts'],
  ['lambdas/shared/a.ts', '../metadata-api/x.ts'],
  ['lambdas/metadata-api/records/a.ts', '../../image-inspector/x.ts'],
  ['lambdas/thumbnailer/a.ts', '../../lib/x.ts'],
  ['lambdas/shared/b.ts', '../../local/x.ts'],
  ['local/a.ts', '../contract/x.ts'],
  ['local/s3/http/a.ts', '../../../lib/x.ts'],
  ['client/a.ts', '../lambdas/shared/x.ts'],
  ['web/a.ts', '../lib/x.ts'],
  ['lib/a.ts', '../tools/x.ts'],
  ['tools/a.ts', '../bin/x.ts'],
  ['tools/b.ts', '../test/x.ts'],
  ['bench/a.ts', '../bin/x.ts'],
  ['bench/sections/a.ts', '../../test/support/x.ts'],
  ['samples/a.ts', '../lib/x.ts'],
  ['examples/vitest/a.ts', '../../tools/x.ts'],
  ['bin/a.ts', '../test/x.ts'],
];

const WELCOME: typeof REFUSED = [
  ['lambdas/metadata-api/records/c.ts', '../../shared/x.ts'],
  ['lambdas/shared/c.ts', '../../contract/x.ts'],
  ['lib/stacks/c.ts', '../../lambdas/shared/x.ts'],
  ['web/gallery/c.ts', '../../client/x.ts'],
  ['tools/local/c.ts', '../../local/x.ts'],
  ['bench/c.ts', '../tools/x.ts'],
  ['bin/c.ts', '../bench/x.ts'],
  ['test/c.test.ts', '../tools/x.ts'],
];

/** The linter with the real configuration, on a repository of small files that break its rules, or do not. */
describe('the linter', () => {
  let root: string;
  let found: { category: string; location: { path: unknown } }[];

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'plan-'));
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    };
    const { $schema: _, vcs: __, ...configuration } = JSON.parse(readFileSync('biome.json', 'utf8'));
    write('biome.json', JSON.stringify(configuration));
    for (const [file, from] of [...REFUSED, ...WELCOME]) {
      write(file, `import type { X } from '${from}';\n\nexport type Y = X;\n`);
      write(join(dirname(file), from), 'export type X = string;\n');
    }
    write('local/one.ts', "import type { Two } from './two.ts';\n\nexport type One = Two | 1;\n");
    write('local/two.ts', "import type { One } from './one.ts';\n\nexport type Two = One | 2;\n");
    const biome = join(installedChecks(), '.bin/biome');
    const { stdout } = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
      cwd: root,
      encoding: 'utf8',
    });
    found = JSON.parse(stdout.slice(stdout.indexOf('{'))).diagnostics;
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const rulesBrokenBy = (file: string) =>
    found
      .filter(({ location }) => JSON.stringify(location.path).includes(`"${file}"`))
      .map(({ category }) => category);

  it.each(REFUSED)('refuses that %s imports %s, if only a type', (file) => {
    expect(rulesBrokenBy(file)).toEqual(['lint/style/noRestrictedImports']);
  });

  it.each(WELCOME)('lets %s import %s', (file) => {
    expect(rulesBrokenBy(file)).toEqual([]);
  });

  it('refuses a circle of files, type imports counted', () => {
    expect(rulesBrokenBy('local/one.ts')).toEqual(['lint/suspicious/noImportCycles']);
  });
});
