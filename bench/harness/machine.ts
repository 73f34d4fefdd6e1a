import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';

/** The pinned Node.js 24, which stands for Lambda's. */
export const NODE = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');

const SYSTEM_PYTHON = '/usr/bin/python3';

/** Debian's Python with boto3 and PIL; undefined where one is missing. */
export function findPython(): string | undefined {
  if (!existsSync(SYSTEM_PYTHON)) return undefined;
  return output(SYSTEM_PYTHON, '-c', 'import boto3, PIL') === undefined ? undefined : SYSTEM_PYTHON;
}

/** What keeps a process on one core; nothing where there is only one, or no such tool. */
export function pinning(): string[] {
  return availableParallelism() > 1 && output('taskset', '-V') !== undefined ? ['taskset', '-c', '1'] : [];
}

export function describeMachine(): Record<string, string | number> {
  const python = findPython();
  return {
    cpu: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${process.arch}`,
    node: output(NODE, '--version') ?? 'unknown',
    python: python
      ? (output(
          python,
          '-c',
          'import sys, boto3; print(sys.version.split()[0], "boto3", boto3.__version__)',
        ) ?? '')
      : 'left out: needs Debian’s python3-boto3 and python3-pil',
    loadAtStart: Number(loadavg()[0]!.toFixed(2)),
  };
}

function output(command: string, ...args: string[]): string | undefined {
  try {
    return execFileSync(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}
