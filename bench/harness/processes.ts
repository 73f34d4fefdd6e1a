import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NODE, pinning } from './machine.ts';

/** One event, called once and then `warmUp` + `calls` times more. */
export interface Phase {
  name: string;
  event: object;
  /** Part of the answer as JSON, without which nothing was measured. */
  expect?: string;
  warmUp?: number;
  calls?: number;
}

export interface PhaseResult {
  firstMs: number;
  firstCpuUs: number;
  /** CPU µs of one call. */
  warmCpuUs?: number;
  /** ms of each warm call. */
  wallMs: number[];
}

export interface ProcessResult {
  initMs: number;
  initCpuUs: number;
  phases: Record<string, PhaseResult>;
}

/** A function to be measured. */
export interface Candidate {
  name: string;
  /** The interpreter, and the script that holds a function. */
  command: string[];
  /** File that the script loads. */
  code: string;
  phases: Phase[];
}

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const nodeFunction = (name: string, folder: string, phases: Phase[]): Candidate => ({
  name,
  command: [NODE, beside('process.cjs')],
  code: join(folder, 'index.js'),
  phases,
});

export const pythonFunction = (name: string, python: string, file: string, phases: Phase[]): Candidate => ({
  name,
  command: [python, beside('../python/process.py')],
  code: beside(`../python/${file}`),
  phases,
});

/**
 * Runs a candidate in a fresh process on one core.
 * @throws Error with the end of what it printed when it fails.
 */
export async function measure(
  { name, command, code, phases }: Candidate,
  environment: Record<string, string>,
  folder: string,
): Promise<ProcessResult> {
  const job = join(folder, 'job.json');
  const result = join(folder, 'result.json');
  const defaults = { warmUp: 0, calls: 0 };
  writeFileSync(
    job,
    JSON.stringify({ code, result, phases: phases.map((phase) => ({ ...defaults, ...phase })) }),
  );
  rmSync(result, { force: true });
  const [program, ...args] = [...pinning(), ...command, job];
  const env = {
    PATH: process.env.PATH ?? '',
    SPAWNED_AT: String(performance.timeOrigin + performance.now()),
  };
  // Nobody reads what the function logs: a reader would have to be woken for every line.
  const child = spawn(program!, args, {
    env: { ...env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  await new Promise((resolve) => child.on('close', resolve));
  if (!existsSync(result)) throw new Error(`${name} failed: ${errors.slice(-1000)}`);
  return JSON.parse(readFileSync(result, 'utf8')) as ProcessResult;
}
