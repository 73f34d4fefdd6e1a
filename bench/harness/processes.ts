import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Bench } from './environment.ts';
import { NODE, pinning } from './machine.ts';
import type { Asked } from './stub/aws-stub.ts';

/** One event, called once and then `warmUp` + `calls` times more. */
export interface Phase {
  name: string;
  event: object;
  /** Part of the answer as JSON, without which nothing was measured. */
  expect?: string;
  /** Which calls of AWS each event makes: others, or more of them, and nothing was measured. */
  asks: Record<string, number>;
  /** Which the first one makes besides. */
  asksOnce?: Record<string, number>;
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
  asked: Asked;
}

/** A function to be measured. */
export interface Candidate {
  name: string;
  /** The interpreter, and the script that holds a function. */
  command: string[];
  /** File that the script loads. */
  code: string;
  phases: Phase[];
  /** Environment variables of its own. */
  variables?: Record<string, string>;
}

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const nodeFunction = (
  name: string,
  folder: string,
  phases: Phase[],
  variables: Record<string, string> = {},
): Candidate => ({
  name,
  command: [NODE, beside('process.cjs')],
  code: join(folder, 'index.js'),
  phases,
  variables,
});

export const pythonFunction = (name: string, python: string, file: string, phases: Phase[]): Candidate => ({
  name,
  command: [python, beside('../python/process.py')],
  code: beside(`../python/${file}`),
  phases,
});

/**
 * Runs a candidate in a fresh process on one core.
 * @throws Error with the end of what it printed when it fails, or with what it asked of AWS when that is not what it should.
 */
export async function measure(
  { name, command, code, phases, variables }: Candidate,
  { folder, variables: environment, stub }: Pick<Bench, 'folder' | 'variables' | 'stub'>,
): Promise<ProcessResult> {
  const job = join(folder, 'job.json');
  const result = join(folder, 'result.json');
  const whole = phases.map((phase) => ({ warmUp: 0, calls: 0, ...phase }));
  writeFileSync(job, JSON.stringify({ code, result, phases: whole }));
  rmSync(result, { force: true });
  stub.asked();
  const [program, ...args] = [...pinning(), ...command, job];
  const env = {
    PATH: process.env.PATH ?? '',
    SPAWNED_AT: String(performance.timeOrigin + performance.now()),
  };
  // Nobody reads what the function logs: a reader would have to be woken for every line.
  const child = spawn(program!, args, {
    env: { ...env, ...environment, ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  await new Promise((resolve) => child.on('close', resolve));
  if (!existsSync(result)) throw new Error(`${name} failed: ${errors.slice(-1000)}`);
  const asked = stub.asked();
  const expected = totalOf(whole);
  if (!isDeepStrictEqual(asked.calls, expected))
    throw new Error(
      `${name} did something else: it called ${JSON.stringify(asked.calls)}, not ${JSON.stringify(expected)}`,
    );
  return { ...(JSON.parse(readFileSync(result, 'utf8')) as Omit<ProcessResult, 'asked'>), asked };
}

/** What all events of a process ask of AWS. */
function totalOf(phases: readonly Phase[]): Record<string, number> {
  const total: Record<string, number> = {};
  const add = (asks: Record<string, number>, times: number) => {
    for (const [call, count] of Object.entries(asks)) total[call] = (total[call] ?? 0) + count * times;
  };
  for (const { asks, asksOnce = {}, warmUp = 0, calls = 0 } of phases) {
    add(asks, 1 + warmUp + calls);
    add(asksOnce, 1);
  }
  return total;
}
