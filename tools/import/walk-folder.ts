import { isUtf8 } from 'node:buffer';
import { constants, openAsBlob } from 'node:fs';
import { access, lstat, opendir, readdir, stat } from 'node:fs/promises';
import { isHousekeeping, nameFault, reasonToLeave } from './names.ts';
import type { Found, FoundImage, FoundProblem, Source } from './source.ts';

export interface WalkOptions {
  /** Also files whose extension is no image's. */
  all: boolean;
}

/** The images of a folder and of all folders in it. Links to files are followed, those to folders are not. */
export function folderSource(folder: string, options: WalkOptions): Source {
  return {
    async check() {
      const opened = await opendir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOTDIR') throw new Error(`${folder} is not a folder.`);
        throw new Error(`${folder} cannot be imported: ${faultOf(error)}`);
      });
      await opened.close();
    },
    walk: () => walk(folder, '', options),
    close() {},
  };
}

/*
 * Names on disk are bytes. As Latin-1, a character a byte, they pass through strings unchanged, sort as bytes, and take little
 * memory: a folder's own names are the only list that is held.
 */

/** @param inside - path below the root, in Latin-1; empty for the root itself */
async function* walk(root: string, inside: string, options: WalkOptions): AsyncGenerator<Found> {
  const names = await readdir(bytesOf(root, inside), { encoding: 'latin1' }).catch((error: Error) => error);
  if (names instanceof Error) return yield problemOf(`${inside}/`, names);
  for (const name of names.sort()) {
    const path = inside === '' ? name : `${inside}/${name}`;
    if (isHousekeeping(name)) {
      yield { kind: 'left', reason: 'hidden' };
      continue;
    }
    const found = await look(root, path, name, options);
    if (found === 'folder') yield* walk(root, path, options);
    else yield found;
  }
}

async function look(
  root: string,
  path: string,
  name: string,
  { all }: WalkOptions,
): Promise<Found | 'folder'> {
  try {
    const bytes = bytesOf(root, path);
    const own = await lstat(bytes);
    if (own.isDirectory()) return 'folder';
    const info = own.isSymbolicLink() ? await stat(bytes) : own;
    if (!info.isFile()) return { kind: 'left', reason: 'other' };
    const reason = reasonToLeave(name, all);
    return reason ? { kind: 'left', reason } : imageOf(root, path, info.size);
  } catch (error) {
    return problemOf(path, error as Error);
  }
}

function imageOf(root: string, path: string, bytes: number): FoundImage | FoundProblem {
  const name = Buffer.from(path, 'latin1');
  const problem = (code: string, message: string): FoundProblem => ({
    kind: 'problem',
    state: 'refused',
    imageId: textOf(path),
    code,
    message,
  });
  if (!isUtf8(name)) return problem('InvalidName', 'Its name is not UTF-8: rename it.');
  const imageId = name.toString();
  const fault = nameFault(imageId);
  if (fault) return problem('InvalidName', fault);
  if (bytes === 0) return problem('EmptyObject', 'It is empty.');
  const file = `${root}/${imageId}`;
  return {
    kind: 'image',
    imageId,
    filename: imageId.slice(imageId.lastIndexOf('/') + 1),
    bytes,
    async open() {
      // A Blob would not tell why it cannot be read.
      await access(file, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
        throw Object.assign(new Error(faultOf(error)), { code: error.code });
      });
      return openAsBlob(file);
    },
  };
}

function problemOf(path: string, error: NodeJS.ErrnoException): FoundProblem {
  const code = error.code ?? error.name;
  return { kind: 'problem', state: 'failed', imageId: textOf(path), code, message: faultOf(error) };
}

function bytesOf(root: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
}

/** A path for people: as it is, or where it is not UTF-8, with its bytes escaped. */
function textOf(path: string): string {
  const bytes = Buffer.from(path, 'latin1');
  if (isUtf8(bytes)) return bytes.toString();
  return path.replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

const FAULTS: Record<string, string> = {
  ENOENT: 'It is not there, or is a link to what is not there.',
  EACCES: 'It may not be read: permission denied.',
  EPERM: 'It may not be read: permission denied.',
  ELOOP: 'It is a link that leads back to itself.',
};

function faultOf(error: NodeJS.ErrnoException): string {
  return FAULTS[error.code ?? ''] ?? `It cannot be read: ${error.message}`;
}
