import { defineConfig } from 'vitest/config';
import { installedChecks } from '../tools/checks/installed.ts';

installedChecks();

/** Tests that need what is installed here, beside those of `npm test`. */
export default defineConfig({
  test: {
    include: ['checks/**/*.test.ts'],
    setupFiles: [`${import.meta.dirname}/../test/support/quiet.ts`],
    silent: 'passed-only',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
