import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startLocal } from '../../tools/start-local/start-local.ts';

const page = readFileSync('docs/local-run.md', 'utf8');
const section = /^## In other people's tests\n(.*?)^## /ms.exec(page)![1]!;

it.each(['vitest', 'playwright'])('docs/local-run.md shows the files of examples/%s as they are', (name) => {
  const [, part] = new RegExp(`^\`examples/${name}/\`(.*?)(?=^### |(?![^]))`, 'ms').exec(section)!;
  const shown = [...part!.matchAll(/`([\w.]+\.ts)`[^`]*(?:`[^`\n]+`[^`]*)*```ts\n(.*?)```/gs)];
  expect(shown).toHaveLength(3);
  for (const [, file, code] of shown) expect(code).toBe(readFileSync(`examples/${name}/${file}`, 'utf8'));
});

it('docs/local-run.md has all options of startLocal', async () => {
  const refused: unknown = await startLocal({ all: true } as object).catch((error: unknown) => error);
  const options = (refused as Error).message.match(/there are (.*)\.$/)![1]!.split(', ');
  const [, rows] = /\| option \| what \|\n\|---\|---\|\n(.*?)\n\n/s.exec(section)!;
  const named = rows!
    .split('\n')
    .flatMap((row) => [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(named.sort()).toEqual(options.sort());
});
