import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const page = readFileSync(join(root, 'docs/apps.md'), 'utf8');

/** Each program of docs/apps.md, by the path in its first line. */
export const programs = new Map(
  [...page.matchAll(/```ts\n\/\/ (\S+\.ts)\n(.*?)```/gs)].map(([, path, code]) => [path!, code!]),
);

/** A folder with what the page says to copy into an app. */
export function appFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'image-intake-apps-'));
  for (const name of ['client', 'contract', 'node_modules'])
    symlinkSync(join(root, name), join(folder, name));
  return folder;
}

/** @returns the file that a program was written to */
export function writeProgram(folder: string, path: string): string {
  const source = join(folder, path);
  mkdirSync(dirname(source), { recursive: true });
  writeFileSync(source, programs.get(path)!);
  return source;
}
