import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { inParallel } from '../../../lambdas/shared/in-parallel.ts';
import { numberOf } from '../../../tools/import/tally.ts';
import { temporaryFolder } from '../../../tools/temporary-folder.ts';
import { startBenchRun } from '../../harness/local-run.ts';
import { runEntry } from '../../harness/service/command.ts';
import { FELT, type Section } from '../section.ts';

export interface ImportFound {
  files: number;
  seconds: number;
  /** Of the importing process, at its peak. */
  memoryMb: number;
}

const FILES = 10_000;
const PATIENCE_MS = 1_800_000;

export const imports: Section<ImportFound> = {
  heading: FELT,
  about: `npm run import with ${numberOf(FILES)} small images of a folder`,
  async measure(say) {
    const folder = temporaryFolder();
    try {
      say(`${numberOf(FILES)} images to import`);
      const images = join(folder, 'images');
      mkdirSync(images);
      await drawImages(images, FILES);
      say(`import of ${numberOf(FILES)} files`);
      const run = await startBenchRun();
      try {
        const to = ['--base-url', run.baseUrl, '--api-key', run.apiKey];
        const { out, seconds, peakBytes } = await runEntry(
          'import.ts',
          [images, ...to, '--report', join(folder, 'report.jsonl')],
          { patienceMs: PATIENCE_MS },
        );
        checkImported(out, FILES);
        return { files: FILES, seconds, memoryMb: peakBytes / 1e6 };
      } finally {
        await run.stop();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  targets: () => [],
  tables: ({ files, seconds, memoryMb }) => [
    {
      head: ['files imported', 's', 'files/s', 'memory of the command, MB'],
      rows: [[files, seconds, files / seconds, memoryMb]],
    },
  ],
};

/** JPEGs of noise, about 6 KB each, none like another. */
async function drawImages(folder: string, count: number): Promise<void> {
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
  const create = { width: 160, height: 120, channels: 3, background: '#000', noise } as const;
  const names = Array.from({ length: count }, (_, at) => `${String(at).padStart(5, '0')}.jpg`);
  await inParallel(
    names,
    8,
    async (name) => void (await sharp({ create }).jpeg().toFile(join(folder, name))),
  );
}

/** @throws Error with what the command said, unless it uploaded all of them */
export function checkImported(out: string, files: number): void {
  if (!out.split('\n').some((line) => line.startsWith(`${numberOf(files)} uploaded, `)))
    throw new Error(`The import did not upload ${numberOf(files)} files: ${out.trim()}`);
}
