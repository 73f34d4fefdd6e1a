import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { ROOT } from '../../../lib/constructs/web/page-build.ts';
import { builtPage } from '../../../tools/local/built-page.ts';
import { assemblyOf } from '../../../tools/local/kept-assembly.ts';
import { quantile } from '../../harness/statistics.ts';
import { LAPTOP, type Section } from '../section.ts';

/** s from the command until it says where all is. */
export interface StartsFound {
  /** With templates, functions and page still to be made, as after `npm ci`. */
  first: number;
  /** With those of the start before. */
  next: number;
}

/** Of each; the median counts. */
const STARTS = 5;
const FIRST_SECONDS = 6;
const PATIENCE_MS = 60_000;

export const starts: Section<StartsFound> = {
  heading: LAPTOP,
  about: 'npm start until the service is ready',
  async measure(say) {
    const first: number[] = [];
    const next: number[] = [];
    for (let round = 1; round <= STARTS; round++) {
      say(`start ${round} of ${STARTS}`);
      for (const made of await Promise.all([assemblyOf('dev'), builtPage()]))
        rmSync(made, { recursive: true });
      first.push(await secondsToReady());
      next.push(await secondsToReady());
    }
    return { first: quantile(first, 0.5), next: quantile(next, 0.5) };
  },
  targets: ({ first }) => [{ what: 'npm start, ready', limit: FIRST_SECONDS, measured: first, unit: 's' }],
  tables: ({ first, next }) => [
    {
      head: ['npm start', 'ready after, s'],
      rows: [
        ['the first one', first],
        ['with what was made then', next],
      ],
    },
  ],
};

/** @throws Error with what the command said, unless it gets ready */
async function secondsToReady(): Promise<number> {
  const begun = performance.now();
  const child = spawn('npm', ['start', '--', '--port', '0'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Closed by the last process that has them: npm's own may end before.
  const ended = once(child, 'close');
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  try {
    let out = '';
    for await (const chunk of child.stdout) {
      out += chunk;
      if (out.includes('Ctrl-C stops it')) return (performance.now() - begun) / 1000;
    }
    throw new Error(`npm start did not get ready: ${said.trim()}`);
  } finally {
    clearTimeout(late);
    child.kill('SIGTERM');
    await ended;
  }
}
