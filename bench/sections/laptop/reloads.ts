import { appendFileSync, cpSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../../../lib/constructs/web/page-build.ts';
import { assemblyOf } from '../../../tools/local/kept-assembly.ts';
import { readSources } from '../../../tools/local/reload/declared-source.ts';
import { startStage } from '../../../tools/local/stage-run.ts';
import { temporaryFolder } from '../../../tools/temporary-folder.ts';
import { quantile } from '../../harness/statistics.ts';
import { LAPTOP, type Section } from '../section.ts';

/** ms from the save until the next event meets the new code. */
export interface ReloadsFound {
  one: number;
  /** Until the last of them is reloaded. */
  all: number;
  functions: number;
}

/** Of each; the median counts. */
const SAVES = 10;
const LIMIT_MS = 2_000;
const PATIENCE_MS = 60_000;
/** Until all is watched, on any machine. */
const SETTLING_MS = 15_000;
const OF_ONE = 'lambdas/metadata-api/errors.ts';
const OF_ALL = 'lambdas/shared/logger.ts';

export const reloads: Section<ReloadsFound> = {
  heading: LAPTOP,
  about: 'npm run dev from a save until functions are reloaded',
  async measure(say) {
    const root = temporaryFolder();
    const reloaded: string[] = [];
    let told = () => {};
    try {
      for (const name of ['contract', 'lambdas', 'package.json', 'tsconfig.json'])
        cpSync(join(ROOT, name), join(root, name), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
      const functions = readSources(await assemblyOf('dev')).length;
      const run = await startStage({
        stage: 'dev',
        kept: true,
        sources: root,
        onLog(source, line) {
          const [, name] = (source === 'dev' && /^([\w-]+) reloaded in \d+ ms$/.exec(line)) || [];
          if (name) reloaded.push(name);
          told();
        },
      });
      /** Saves a file, and waits until as many functions are reloaded. @returns ms */
      const save = async (file: string, count: number): Promise<number> => {
        reloaded.length = 0;
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        const late = setTimeout(
          () => reject(new Error(`Of ${count} functions only these were reloaded: ${reloaded.join(', ')}.`)),
          PATIENCE_MS,
        );
        told = () => reloaded.length === count && resolve();
        const begun = performance.now();
        appendFileSync(join(root, file), '\n// Saved.\n');
        await promise.finally(() => clearTimeout(late));
        return performance.now() - begun;
      };
      const median = async (file: string, count: number): Promise<number> => {
        say(`${SAVES} saves of ${file}`);
        const times: number[] = [];
        for (let round = 0; round < SAVES; round++) times.push(await save(file, count));
        return quantile(times, 0.5);
      };
      try {
        // What each is made of is found out first; a comment that is saved before that changes no function.
        await sleep(SETTLING_MS);
        await save(OF_ALL, functions);
        return { one: await median(OF_ONE, 1), all: await median(OF_ALL, functions), functions };
      } finally {
        await run.stop();
      }
    } finally {
      rmSync(root, { recursive: true });
    }
  },
  targets: ({ one, all, functions }) => [
    { what: 'npm run dev, a function reloaded', limit: LIMIT_MS, measured: one, unit: 'ms' },
    { what: `npm run dev, all ${functions} reloaded`, limit: LIMIT_MS, measured: all, unit: 'ms' },
  ],
  tables: ({ one, all, functions }) => [
    {
      head: ['save of a file', 'functions made of it', 'reloaded after, ms'],
      rows: [
        [OF_ONE, 1, one],
        [OF_ALL, functions, all],
      ],
    },
  ],
};
