import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a command has done. */
export interface Done {
  /** Undefined where it had to be ended. */
  code: number | undefined;
  seconds: number;
  out: string;
  /** The most memory that its process had, bytes. */
  peakBytes: number;
}

/** Has the process say at its end how much memory it had at most, in KiB. https://nodejs.org/api/process.html#processresourceusage */
const TELL_PEAK =
  "data:text/javascript,process.on('exit',()=>console.error('maxRSS',process.resourceUsage().maxRSS))";

/**
 * Runs a command in a process of its own, as npm does.
 * @param entry - its file below bin/
 * @param patienceMs - for so long; then it is ended
 * @throws Error with one sentence when it was ended, or has failed
 */
export async function runEntry(
  entry: string,
  args: readonly string[],
  { patienceMs, codes = [0] }: { patienceMs: number; codes?: readonly number[] },
): Promise<Done> {
  const program = fileURLToPath(new URL(`../../../bin/${entry}`, import.meta.url));
  const start = performance.now();
  const { promise, resolve } = Promise.withResolvers<Done>();
  const options = { timeout: patienceMs, maxBuffer: 2 ** 26 };
  let said = '';
  execFile(process.execPath, ['--import', TELL_PEAK, program, ...args], options, (error, out, err) => {
    const [, kib] = /^maxRSS (\d+)$/m.exec(err) ?? [];
    said = err.replace(/^maxRSS .*$/m, '').trim();
    resolve({
      code: error ? (typeof error.code === 'number' ? error.code : undefined) : 0,
      seconds: (performance.now() - start) / 1000,
      out,
      peakBytes: Number(kib) * 1024,
    });
  });
  const done = await promise;
  if (done.code === undefined) throw new Error(`${entry} did not end within ${patienceMs / 1000} s.`);
  if (!codes.includes(done.code)) throw new Error(`${entry} ended with ${done.code}: ${said || done.out}`);
  return done;
}
