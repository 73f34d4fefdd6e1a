import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface FolderOptions {
  /** The system's temporary folder by default. */
  parent?: string;
  /** Of its name, and of those that are swept. */
  prefix?: string;
  /** Deletes one, with whatever of it is still running. */
  remove?: (folder: string) => void;
}

const deleteFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/**
 * Makes a folder that this process is to delete at its end, and deletes those of processes that were killed before they
 * could. Its name says whose it is: `{prefix}-{pid}-{start of the process}-{namespace of the pid}-{random}`.
 * @throws Error with one sentence when the parent cannot be written
 */
export function temporaryFolder(options: FolderOptions = {}): string {
  const { parent = tmpdir(), prefix = 'image-intake', remove = deleteFolder } = options;
  try {
    sweep(parent, prefix, remove);
    return mkdtempSync(join(parent, `${prefix}-${process.pid}-${startOf(process.pid)}-${namespace()}-`));
  } catch (error) {
    throw new Error(`${parent} cannot be written, set TMPDIR to another folder: ${(error as Error).message}`);
  }
}

/** Deletes what dead processes left. */
function sweep(parent: string, prefix: string, remove: (folder: string) => void): void {
  for (const name of readdirSync(parent).filter((one) => one.startsWith(`${prefix}-`))) {
    const [, pid, start, space] = /^-(\d+)-(\w+)-(\d+)-\w{6}$/.exec(name.slice(prefix.length)) ?? [];
    if (pid === undefined || Number(space) !== namespace() || lives(Number(pid), start!)) continue;
    const folder = join(parent, name);
    try {
      const entry = lstatSync(folder);
      // Another user's is left alone, and so is a link, whoever made it.
      if (entry.uid === process.getuid?.() && entry.isDirectory()) remove(folder);
    } catch {
      // Swept by another process meanwhile, or not to be deleted: no reason not to start.
    }
  }
}

/** Whether the process that had this id and start is still there; in doubt it is. */
function lives(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
  const now = startOf(pid);
  return now === UNKNOWN || start === UNKNOWN || now === start;
}

const UNKNOWN = 'x';

/** What tells a process from an earlier one with the same id. */
function startOf(pid: number): string {
  try {
    // The 22nd field; the second, the program's name in brackets, can have spaces. See proc_pid_stat(5).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? UNKNOWN;
  } catch {}
  try {
    const ps = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
    return ps.replaceAll(/\W/g, '') || UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}

/** Of process ids: a container's mean nothing outside of it, where the folder may be shared. 0 where there are none. */
function namespace(): number {
  try {
    return Number(/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]);
  } catch {
    return 0;
  }
}
