import { rm } from 'node:fs/promises';
import type { LocalRun, LocalRunOptions } from '../../local/options.ts';
import { startLocalRun } from '../../local/run.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { pageOf } from './page.ts';
import { synthesize } from './synthesize.ts';

export type StageRunOptions = Omit<LocalRunOptions, 'assembly' | 'page'> & {
  stage: string;
  /** Serve the stage's page too: as it would be deployed, or from its sources with hot reload. */
  page?: 'built' | 'dev';
  /** Gives the start up. */
  signal?: AbortSignal;
};

/**
 * Synthesizes a stage and runs it on this machine. The templates live in a temporary folder, outside of any package,
 * as long as the run does.
 * @throws Error with one sentence for a person
 */
export async function startStage({ stage, signal, page, ...options }: StageRunOptions): Promise<LocalRun> {
  const assembly = temporaryFolder();
  const remove = () => rm(assembly, { recursive: true, force: true });
  try {
    await synthesize(stage, assembly, signal);
    const run = await startLocalRun({ ...options, assembly, page: page && pageOf(stage, page) });
    return {
      ...run,
      async stop() {
        await run.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
