import {
  accessSync,
  constants,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setOutside, withBlock } from './env-block.ts';
import { whyGitCommits } from './git.ts';
import { replaceFile } from './replace-file.ts';
import { envLines } from './settings.ts';

interface EnvFileOptions {
  /** Write it although git would commit it. */
  insist?: boolean | undefined;
}

/**
 * Puts variables into our block of a file, and leaves the rest of it alone. The file is made for its owner alone, or
 * keeps its mode; a symbolic link is followed.
 * @param path from the folder in which npm was called
 * @returns sentences on what the person should know
 * @throws Error with one sentence when it cannot be written, or must not; then nothing was
 */
export function writeEnvFile(
  path: string,
  variables: Record<string, string>,
  options: EnvFileOptions = {},
): string[] {
  const lines = envLines(variables);
  return naming(path, () => {
    const { target, before, text } = readable(path, options);
    const after = withBlock(text, lines);
    // Who watches the file has nothing to reload.
    if (!before || after !== text) replaceFile(target, Buffer.from(after, 'latin1'), before);
    return setOutside(after, Object.keys(variables)).map(
      (name) => `${path} sets ${name} outside of the block too; most programs take the last of the two.`,
    );
  });
}

/**
 * What `writeEnvFile` would have against this file, ahead of work that takes its time.
 * @throws Error with one sentence
 */
export function checkEnvFile(path: string, options: EnvFileOptions): void {
  naming(path, () => void withBlock(readable(path, options).text, []));
}

/**
 * Writes a file of JSON that holds nothing else.
 * @throws Error with one sentence when something else is there
 */
export function writeJsonFile(path: string, variables: Record<string, string>): void {
  naming(path, () => {
    const { target, before, text } = found(path);
    if (text !== '' && !isOurs(text)) throw new Error('holds something else, which would be lost');
    replaceFile(target, Buffer.from(`${JSON.stringify(variables, null, 2)}\n`), before);
  });
}

/** Where a path of the command line is: npm calls commands in the folder of the package. */
export const fromCaller = (path: string): string => resolve(process.env.INIT_CWD ?? '.', path);

interface Found {
  target: string;
  before: Stats | undefined;
  /** Byte by byte. */
  text: string;
}

function readable(path: string, { insist = false }: EnvFileOptions): Found {
  const file = found(path);
  const why = insist ? undefined : whyGitCommits(file.target);
  if (why) throw new Error(`${why}, and would hold the API key: have git ignore it, or insist with --insist`);
  return file;
}

function found(path: string): Found {
  const target = targetOf(fromCaller(path));
  const before = statSync(target, { throwIfNoEntry: false });
  if (!before) {
    accessSync(dirname(target), constants.W_OK);
    return { target, before, text: '' };
  }
  if (!before.isFile()) throw new Error('is no file');
  accessSync(target, constants.R_OK | constants.W_OK);
  return { target, before, text: readFileSync(target, 'latin1') };
}

/** The file that a path leads to, there or not yet. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const folder = realpathSync(dirname(path));
  const file = join(folder, basename(path));
  let link: string;
  try {
    link = readlinkSync(file);
  } catch {
    return file;
  }
  return targetOf(resolve(folder, link));
}

function isOurs(text: string): boolean {
  try {
    const names = Object.keys(JSON.parse(text));
    return names.length > 0 && names.every((name) => name.startsWith('IMAGE_INTAKE_'));
  } catch {
    return false;
  }
}

const REASONS: Record<string, string> = {
  EACCES: 'cannot be read and written by you',
  EPERM: 'cannot be read and written by you',
  EROFS: 'cannot be written: its file system is read-only',
  ELOOP: 'is a symbolic link that leads back to itself',
  ENOENT: 'cannot be made: its folder is not there',
  ENOTDIR: 'cannot be made: its folder is not there',
};

/** Errors as sentences that begin with the file. */
function naming<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${path} ${code ? (REASONS[code] ?? `cannot be written: ${message}`) : message}.`);
  }
}
