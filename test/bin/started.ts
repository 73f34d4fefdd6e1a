import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished } from 'vitest';

export const root = fileURLToPath(new URL('../..', import.meta.url));

interface Started {
  process: ChildProcess;
  output(): { out: string; err: string };
  /** Resolves when it has printed this. Waits for longer than a busy machine takes to synthesize. */
  printed(text: string): Promise<void>;
  exit: Promise<number | null>;
}

/** The command behind `npm start`, with a folder of its own for temporary files. */
export function start(...args: string[]): Started & { temporary: string } {
  const temporary = mkdtempSync(join(tmpdir(), 'start-'));
  const child = spawn(process.execPath, ['bin/local.ts', ...args], {
    cwd: root,
    env: { ...process.env, TMPDIR: temporary },
  });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    text.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text.err += chunk;
  });
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
    rmSync(temporary, { recursive: true, force: true });
  });
  return {
    process: child,
    temporary,
    exit,
    output: () => text,
    printed: (wanted) =>
      expect.poll(() => text.out + text.err, { timeout: 150_000, interval: 50 }).toContain(wanted),
  };
}

/** Paths below a folder. */
export const filesIn = async (folder: string) =>
  (await promisify(execFile)('find', [folder, '-mindepth', '1'])).stdout;
