import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { installedChecks } from '../checks/installed.ts';

/**
 * What a program printed.
 * @throws Error with all that it said, where it failed
 */
export async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, { cwd, maxBuffer: 2 ** 24 })).stdout;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout + stderr || message}`);
  }
}

/** Runs the compiler. @param project a `tsconfig.json`, or its folder */
export const compile = (project: string): Promise<string> =>
  run(join(installedChecks(), '.bin/tsc'), ['-p', project], dirname(project));
