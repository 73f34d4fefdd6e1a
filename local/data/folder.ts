import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DataFolder } from './data-folder.ts';
import { openDatabase, somethingElse } from './database.ts';

const DATABASE = 'state.sqlite';

/**
 * Opens a folder of data, or makes one.
 * @param of - what runs, a stage say: a folder is of one
 * @throws Error with one sentence: the folder is no folder, not ours, in use, of another format or of something else
 */
export function openDataFolder(folder: string, of: string): DataFolder {
  const path = resolve(folder);
  orSay(path, () => makeWithParents(path));
  // It holds keys; but only what is known to be ours is made its owner's alone.
  const makePrivate = () => orSay(path, () => chmodSync(path, 0o700));
  if (!existsSync(join(path, DATABASE))) {
    if (orSay(path, () => readdirSync(path)).length > 0) throw new Error(somethingElse(path));
    makePrivate();
  }
  const database = openDatabase(join(path, DATABASE), path);
  makePrivate();
  const settings = database.map<unknown>('settings');
  const data: DataFolder = {
    path,
    ...database,
    once<Value>(name: string, first: () => Value) {
      const known = settings.get(name) as Value | undefined;
      if (known !== undefined) return known;
      const value = first();
      settings.set(name, value);
      return value;
    },
  };
  const holder = data.once('of', () => of);
  if (holder !== of) {
    data.close();
    throw new Error(`${path} has the data of ${holder}, not of ${of}; name another folder for that`);
  }
  // It holds keys: git is not to take them.
  if (!existsSync(join(path, '.gitignore'))) writeFileSync(join(path, '.gitignore'), '*\n');
  return data;
}

/** Errors of the file system as sentences. */
function orSay<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR') throw new Error(`${path} is no folder`);
    throw new Error(`${path} cannot be written: ${message}`);
  }
}

/** Node.js's own way tries for ever where the system lets nobody make one, as below /proc. */
function makeWithParents(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (!existsSync(dirname(path))) makeWithParents(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
