import { expect, it } from 'vitest';
import { runEntry } from '../../../../bench/harness/service/command.ts';

it('tells what a command says, and the most memory that it had', { timeout: 60_000 }, async () => {
  const { code, out, peakBytes } = await runEntry('import.ts', ['--help'], { patienceMs: 60_000 });
  expect(code).toBe(0);
  expect(out).toMatch(/^Usage: npm run import/);
  expect(peakBytes).toBeGreaterThan(10e6);
  expect(peakBytes).toBeLessThan(2e9);
});

it('a command that fails ends the benchmark with what it said', async () => {
  const failed = runEntry('import.ts', ['--concurrency', '0', 'folder'], { patienceMs: 60_000 });
  await expect(failed).rejects.toThrow(/^import\.ts ended with 2: .*Usage: npm run import/s);
});

it('a command that does not end is ended', async () => {
  await expect(runEntry('import.ts', ['--help'], { patienceMs: 1 })).rejects.toThrow(
    'import.ts did not end within 0.001 s.',
  );
});
