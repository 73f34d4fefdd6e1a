import { globSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { builtPage } from '../../tools/local/built-page.ts';

/** Compressed bytes by file name. */
const scripts = new Map<string, number>();
let html: string;

beforeAll(async () => {
  const folder = await builtPage();
  html = await readFile(join(folder, 'index.html'), 'utf8');
  for (const name of await readdir(join(folder, 'assets'))) {
    if (name.endsWith('.js'))
      scripts.set(name, gzipSync(await readFile(join(folder, 'assets', name))).length);
  }
});

const total = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + scripts.get(name)!, 0);

it('all JavaScript of the page is at most 130 KB compressed', () => {
  expect(scripts.size).toBeGreaterThan(3);
  expect(total(scripts.keys())).toBeLessThanOrEqual(130_000);
});

it('the gallery comes first and alone: viewer and uploader are on demand', () => {
  const first = [...scripts.keys()].filter((name) => html.includes(name));
  expect(first).toHaveLength(1);
  expect(total(first)).toBeLessThanOrEqual(30_000);
});

it('the page has no inline script, style or handler', () => {
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/);
});

it('no source of the page goes by names that the build shortens', () => {
  const root = join(import.meta.dirname, '../..');
  const sources = globSync(['web/**/*.ts', 'client/**/*.ts'], { cwd: root }).filter(
    (name) => !name.startsWith('web/dist/'),
  );
  expect(sources.length).toBeGreaterThan(30);
  const shortened =
    /\bnew\.target\.name|\bconstructor\.name|\berror\.name\b|\.name\s*[!=]==?\s*['"`]\w*Error/;
  const found = sources.filter((name) => shortened.test(readFileSync(join(root, name), 'utf8')));
  expect(found).toEqual([]);
});
