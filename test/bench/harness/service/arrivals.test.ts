import { expect, it } from 'vitest';
import { Arrivals } from '../../../../bench/harness/service/arrivals.ts';

it('what never comes ends the benchmark with a sentence', async () => {
  const told = new Arrivals('was told to nobody', 10);
  told.note('another');
  await expect(told.at('one')).rejects.toThrow('one was told to nobody within 0.01 s.');
});

it('what came before it was waited for is known, and of several the first counts', async () => {
  const told = new Arrivals('was told to nobody');
  const before = performance.now();
  told.note('one');
  const at = await told.at('one');
  expect(at).toBeGreaterThanOrEqual(before);
  told.note('one');
  expect(await told.at('one')).toBe(at);
});

it('what comes later is told when it has come', async () => {
  const told = new Arrivals('was told to nobody');
  const waiting = told.at('one');
  const before = performance.now();
  told.note('one');
  expect(await waiting).toBeGreaterThanOrEqual(before);
});
