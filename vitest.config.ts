import { defineConfig } from 'vitest/config';

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
  },
});
