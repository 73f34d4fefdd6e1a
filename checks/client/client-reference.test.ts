import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clientExports } from './client-exports.ts';

const page = readFileSync('docs/client.md', 'utf8');
const exported = await clientExports(['index', 'server', 'react']);

/** Tables, each by the line above its own first. */
const rowsUnder = (begin: string) => {
  const lines = page.split('\n');
  const first = lines.findIndex((line) => line.startsWith(begin));
  expect(first, `docs/client.md has ${begin}`).toBeGreaterThanOrEqual(0);
  const start = lines.findIndex((line, index) => index >= first && line.startsWith('|---'));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 1, end < 0 ? undefined : end).map((line) => line.split(' | '));
};
/** The words in code that a cell begins with or lists: `get(id)` is `get`. */
const namesIn = (cell: string) => [...cell.matchAll(/`(\w+)[^`]*`/g)].map(([, name]) => name!);

describe('the reference of the client', () => {
  it.each([
    ['index', '### `@image-intake/client`'],
    ['server', '### `@image-intake/client/server`'],
    ['react', '### `@image-intake/client/react`'],
  ])('has what %s exports, and all that it has', (entry, heading) => {
    const documented = rowsUnder(heading).map(([name, , members]) => [
      namesIn(name!)[0],
      namesIn(members!).sort(),
    ]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(exported.get(entry)!));
  });

  it.each([
    ['| call | does |', 'index', 'ImageIntakeClient'],
    ['| option | meaning |', 'index', 'UploadOptions'],
    ['| `useUpload` takes | |', 'react', 'UseUploadOptions'],
    ['| it gives | |', 'react', 'UseUpload'],
    ['| a file has | |', 'react', 'UploadFile'],
  ])('describes in the table %s what is there', (heading, entry, type) => {
    const described = rowsUnder(heading).flatMap(([cell]) => namesIn(cell!));
    expect(described.sort()).toEqual(exported.get(entry)!.get(type));
  });

  it('describes every error', () => {
    const errors = [...exported.get('index')!.keys()].filter((name) => name.endsWith('Error'));
    const described = rowsUnder('| class | when | besides |').flatMap(([cell]) => namesIn(cell!));
    expect([...described, 'IntakeError'].sort()).toEqual(errors);
  });
});
