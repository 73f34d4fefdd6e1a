import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A folder as `npm install` leaves it with this repository as a linked package, beside others of the repository's own. */
export function linkingApp(...packages: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'linking-app-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const link = (name: string, target: string) => {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(target, join(folder, 'node_modules', name));
  };
  link('image-intake', root);
  for (const name of ['.bin', ...packages]) link(name, join(root, 'node_modules', name));
  return folder;
}
