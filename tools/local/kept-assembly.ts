import { globSync } from 'node:fs';
import { ROOT } from '../../lib/constructs/web/page-build.ts';
import type { StageConfig } from '../../lib/stages/stages.ts';
import { keptFolder } from './kept-folder.ts';
import { synthesize } from './synthesize.ts';

const SOURCES = [
  'tools/local/{synth-stage,reload/declared-source,reload/sources-of}.ts',
  'package-lock.json',
  '{contract,lambdas,lib}/**/*.{cjs,js,ts}',
];

/**
 * The folder of a stage's assembly, bundles included; synthesized once for each state of the sources.
 * @param settings - of the stage, in place of its own
 * @throws Error with one sentence, as `synthesize`
 */
export async function assemblyOf(
  stage: string,
  settings: Partial<StageConfig> = {},
  signal?: AbortSignal,
): Promise<string> {
  return keptFolder({
    cache: 'image-intake',
    prefix: `${stage}-`,
    files: () => globSync(SOURCES, { cwd: ROOT }),
    besides: JSON.stringify(settings),
    make: (folder) => synthesize(stage, folder, { settings, signal }),
  });
}
