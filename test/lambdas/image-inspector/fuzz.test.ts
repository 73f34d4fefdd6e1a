import { expect, it } from 'vitest';
import { inspectCase, mutate } from '../../../bench/fuzz-cases.ts';
import { seeded } from '../../../local/seeded.ts';
import { specimens } from '../../../tools/specimens/specimens.ts';

const CASES = 5000;
const HANG_MS = 250;
const MEMORY_BYTES = 128 * 1024 * 1024;

it(`stands ${CASES} damaged images: no hang, no throw, no nonsense, no memory`, async () => {
  const random = seeded(20260101);
  const before = process.memoryUsage().rss;
  const verdicts = { accepted: 0, refused: 0 };
  for (let i = 0; i < CASES; i++) {
    const { bytes, extension, title } = specimens[Math.floor(random() * specimens.length)]!;
    const mutant = mutate(bytes, random);
    const { verdict, nonsense, ...first } = await inspectCase(mutant, extension);
    // A machine that is busy with other tests is no hang: then the second time counts.
    const ms = first.ms < HANG_MS ? first.ms : (await inspectCase(mutant, extension)).ms;
    expect(nonsense, `case ${i}, ${title}: ${JSON.stringify(verdict)}`).toBeUndefined();
    expect(ms, `case ${i}, ${title}`).toBeLessThan(HANG_MS);
    verdicts['image' in verdict ? 'accepted' : 'refused'] += 1;
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(MEMORY_BYTES);
  // Damage that never or always showed would not be damage to headers.
  expect(Math.min(verdicts.accepted, verdicts.refused)).toBeGreaterThan(CASES / 10);
});

it('repeats a run by its seed', () => {
  const [first, second] = [seeded(7), seeded(7)];
  for (const { bytes } of specimens) expect(mutate(bytes, first).equals(mutate(bytes, second))).toBe(true);
});
