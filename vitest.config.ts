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

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/quiet.ts'],
    silent: 'passed-only',
    // For what hangs, not for what is slow: machines are busy.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One more than cores: browsers and services are waited for, more than anything is computed.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
});
