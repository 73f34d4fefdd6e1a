import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inParallel } from '../../../lambdas/shared/in-parallel.ts';
import { startStage } from '../../../tools/local/stage-run.ts';
import { rest } from '../../../tools/soak/check/rest.ts';
import { STAGE } from '../../harness/local-run.ts';
import { create, send } from '../../harness/service/api.ts';
import { LAPTOP, type Section } from '../section.ts';
import { storedBytes } from './stored.ts';

/** After so many uploads, once all that follows them was done, and garbage collected. */
interface MemorySample {
  uploads: number;
  /** Memory of the process, as the system has it. */
  residentBytes: number;
  /** What its main thread holds, buffers included. */
  heldBytes: number;
}

export interface MemoryFound {
  samples: MemorySample[];
  /** Of one upload, in bucket and table. */
  storedBytes: number;
}

const UPLOADS = 20_000;
const BETWEEN_SAMPLES = 2_000;
const AT_ONCE = 10;
/** By which the process may grow, of a thousand uploads, beside what they store. */
const FLAT_MB = 10;

export const memory: Section<MemoryFound> = {
  heading: LAPTOP,
  about: `the memory of a local run over ${UPLOADS.toLocaleString('en')} uploads`,
  async measure(say) {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    // As `npm start` does: with nobody who takes down what goes on.
    const run = await startStage({ stage: STAGE });
    try {
      const samples: MemorySample[] = [];
      for (let uploads = BETWEEN_SAMPLES; uploads <= UPLOADS; uploads += BETWEEN_SAMPLES) {
        await inParallel(Array(BETWEEN_SAMPLES).fill(0), AT_ONCE, async () => send(await create(run)));
        await rest(run);
        collectGarbage();
        const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
        samples.push({ uploads, residentBytes: rss, heldBytes: heapUsed + arrayBuffers });
        say(`${uploads} uploads, ${Math.round(rss / 1e6)} MB`);
      }
      return { samples, storedBytes: (await storedBytes(run, UPLOADS)) / UPLOADS };
    } finally {
      await run.stop();
    }
  },
  targets: ({ samples, storedBytes }) => {
    const [half, end] = [samples[samples.length / 2 - 1]!, samples.at(-1)!];
    const grown = (end.residentBytes - half.residentBytes) / (end.uploads - half.uploads);
    return [
      {
        what: `memory beside what is stored, after ${half.uploads.toLocaleString('en')}`,
        limit: FLAT_MB,
        measured: ((grown - storedBytes) * 1000) / 1e6,
        unit: 'MB a 1,000 uploads',
      },
    ];
  },
  tables: ({ samples, storedBytes }) => [
    {
      head: ['uploads', 'memory of the process, MB', 'held, MB', 'stored, MB', 'held beside it, MB'],
      rows: samples.map(({ uploads, residentBytes, heldBytes }) => {
        const stored = uploads * storedBytes;
        return [
          uploads,
          ...[residentBytes, heldBytes, stored, heldBytes - stored].map((bytes) => bytes / 1e6),
        ];
      }),
    },
  ],
};
