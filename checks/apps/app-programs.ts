import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedChecks } from '../../tools/checks/installed.ts';
import { buildClient } from '../../tools/package/build-client.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs/apps.md'), 'utf8');

/** Each program of docs/apps.md, by the path in its first line. */
export const programs = new Map(
  [...page.matchAll(/```ts\n\/\/ (\S+\.ts)\n(.*?)```/gs)].map(([, path, code]) => [path!, code!]),
);

/** A folder with what an app has installed: the packages of this repository, and the client as it is published. */
export async function appFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'image-intake-apps-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const installed of [join(root, 'node_modules'), installedChecks()]) {
    const others = readdirSync(installed).filter(
      (name) => name !== '@image-intake' && !existsSync(join(modules, name)),
    );
    for (const name of others) symlinkSync(join(installed, name), join(modules, name));
  }
  const client = join(modules, '@image-intake/client');
  await buildClient(client);
  copyFileSync(join(root, 'client/package.json'), join(client, 'package.json'));
  return folder;
}

/** @returns the file that a program was written to */
export function writeProgram(folder: string, path: string): string {
  const source = join(folder, path);
  mkdirSync(dirname(source), { recursive: true });
  writeFileSync(source, programs.get(path)!);
  return source;
}
