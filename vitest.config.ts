import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What runs for a minute and more, on one worker, begins first: else it is waited for alone in the end. */
const LONG = /\/test\/(?:bin|e2e|examples|lib\/matrix|tools\/(?:drill|soak|start-local|flags))\b/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/**
 * Files that replace no module and no class for those that come after them: they share what they import, in half of the time. The
 * plan of the house holds them to it (test/plan.test.ts).
 */
export const SHARING = ['test/**/*.test.ts'];
/** Those that do, or that have to be the first of their process: they measure its memory, or CDK's counters order what they compare. */
export const REPLACING = [
  'test/lambdas/change-relay/destinations.test.ts',
  'test/lambdas/{image-inspector,reconciler,webhook-sender}/**/handler.test.ts',
  'test/lambdas/shared/in-conflict.test.ts',
  'test/lambdas/webhook-sender/tls.test.ts',
  'test/lib/snapshot.test.ts',
  'test/local/dynamodb/memory.test.ts',
  'test/tools/changes/replay-changes.test.ts',
  'test/tools/env/stage-settings.test.ts',
  'test/tools/import/walk-bucket.test.ts',
  'test/tools/smoke/target.test.ts',
  'test/tools/webhooks/{replay,secret,stage-webhooks}.test.ts',
  'test/web/page/links.test.ts',
  'test/web/viewer/contents.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      // Not by `exclude`, which would be in place of what a command excludes.
      {
        extends: true,
        test: {
          name: 'sharing',
          include: [...SHARING, ...REPLACING.map((file) => `!${file}`)],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: REPLACING } },
    ],
    // Commands start many times: what Node.js has compiled once, it need not compile again.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/node', import.meta.url)) },
    setupFiles: ['test/support/quiet.ts'],
    silent: 'passed-only',
    // For what hangs, not for what is slow: machines are busy.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // More than cores: browsers and services are waited for, more than anything is computed.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
  },
});
