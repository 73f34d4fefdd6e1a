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
export const SHARING = ['test/{client,contract,lambdas,local,web}/**/*.test.ts'];
/** Those in between that do, or that measure the memory of their process. */
export const REPLACING = [
  'test/lambdas/change-relay/destinations.test.ts',
  'test/lambdas/{image-inspector,reconciler,webhook-sender}/**/handler.test.ts',
  'test/lambdas/shared/in-conflict.test.ts',
  'test/lambdas/webhook-sender/tls.test.ts',
  'test/local/dynamodb/memory.test.ts',
  'test/web/page/links.test.ts',
  'test/web/viewer/contents.test.ts',
];
const ALONE = ['test/*.test.ts', 'test/!(client|contract|lambdas|local|web)/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'sharing', include: SHARING, exclude: REPLACING, isolate: false } },
      { extends: true, test: { name: 'alone', include: [...ALONE, ...REPLACING] } },
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
