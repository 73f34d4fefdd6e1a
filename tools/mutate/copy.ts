import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A copy of the tree to break. */
export interface Copy {
  root: string;
  remove(): void;
}

/** Copies what git has or would take, changes not yet committed included, to a temporary folder. */
export function copyTree(root: string): Copy {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', list, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const copy = mkdtempSync(join(tmpdir(), 'image-intake-mutate-'));
  const remove = () => rmSync(copy, { recursive: true, force: true });
  process.once('exit', remove);
  for (const file of files.split('\0')) {
    // One that was deleted is still in the list.
    if (file === '' || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return {
    root: copy,
    remove() {
      process.removeListener('exit', remove);
      remove();
    },
  };
}
