import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../tools/browser/chromium.ts';
import { linkingApp, root } from '../support/linking-app.ts';

const chromium = findChromium();

/** Runs an example by its own command, in a folder of its own. @returns what it printed */
async function run(example: string, packages: string[]): Promise<string> {
  const folder = linkingApp(...packages);
  cpSync(join(root, 'examples', example), folder, {
    recursive: true,
    filter: (source) => !source.endsWith('node_modules'),
  });
  // Of a runner within a runner only the inner one is tested.
  const outer = /^(VITEST|TEST|NODE_ENV|FORCE_COLOR)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)));
  const { stdout } = await promisify(execFile)('npm', ['test'], {
    cwd: folder,
    env: { ...env, NO_COLOR: '1', ...(chromium && { CHROMIUM_PATH: chromium }) },
    timeout: 110_000,
  });
  return stdout;
}

describe('the example', () => {
  it('with Vitest runs', async () => {
    expect(await run('vitest', ['vitest'])).toMatch(/Tests +2 passed/);
  }, 120_000);

  it.skipIf(!chromium)(
    chromium ? 'with Playwright runs' : NO_CHROMIUM,
    async () => {
      expect(await run('playwright', ['@playwright/test'])).toMatch(/^ *1 passed/m);
    },
    120_000,
  );
});
