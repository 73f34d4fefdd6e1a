import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** For its owner alone. */
const PRIVATE = 0o600;

/**
 * Writes a file whole or not at all: beside it, and then in its place.
 * @param before what is there now, whose mode and owner are kept
 */
export function replaceFile(file: string, content: Buffer, before: Stats | undefined): void {
  // Git that ignores `.env*` ignores it too, should it be left behind.
  const fresh = join(dirname(file), `${basename(file)}.${randomBytes(6).toString('hex')}`);
  const descriptor = openSync(fresh, 'wx', PRIVATE);
  try {
    try {
      writeFileSync(descriptor, content);
      if (before) {
        const { uid, gid, mode } = before;
        if (uid !== process.getuid?.() || gid !== process.getgid?.()) fchownSync(descriptor, uid, gid);
        fchmodSync(descriptor, mode & 0o7777);
      }
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}
