import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * What a program printed.
 * @throws Error with all that it said, where it failed
 */
export async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, { cwd, maxBuffer: 2 ** 24 })).stdout;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}` || message);
  }
}
