import { describe, expect, it } from 'vitest';
import {
  BeyondBudget,
  BrokenImage,
  type Budget,
  RangedSource,
  SourceFailure,
} from '../../../lambdas/image-inspector/formats/source.ts';

const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251));

function givenSource(budget: Partial<Budget> = { gets: 6, bytes: 1_000_000 }) {
  const ranges: [number, number][] = [];
  const source = new RangedSource(
    bytes.length,
    async (start, end) => {
      ranges.push([start, end]);
      return bytes.subarray(start, end);
    },
    budget,
  );
  return { source, ranges };
}

describe('a ranged source', () => {
  it('asks for what is missing, and for nothing twice', async () => {
    const { source, ranges } = givenSource();
    expect(await source.read(0, 100)).toEqual(bytes.subarray(0, 100));
    expect(await source.read(10, 50)).toEqual(bytes.subarray(10, 60));
    expect(await source.read(90, 30)).toEqual(bytes.subarray(90, 120));
    expect(await source.read(120, 5)).toEqual(bytes.subarray(120, 125));
    expect(await source.read(50_000, 10)).toEqual(bytes.subarray(50_000, 50_010));
    expect(ranges).toEqual([
      [0, 100],
      [100, 120],
      [120, 125],
      [50_000, 50_010],
    ]);
    expect(source).toMatchObject({ gets: 4, bytesRead: 135 });
  });

  it('fetches ahead, four times as far with every further range, but not beyond the end', async () => {
    const { source, ranges } = givenSource();
    await source.read(0, 10, 10);
    await source.read(10, 1, 1000);
    await source.read(5000, 1, 1000);
    await source.read(99_999, 1, 1000);
    expect(ranges).toEqual([
      [0, 10],
      [10, 1010],
      [5000, 9000],
      [99_999, 100_000],
    ]);
  });

  it('shows what it holds without asking', async () => {
    const { source, ranges } = givenSource();
    expect(source.peek(0)).toHaveLength(0);
    await source.read(100, 100);
    expect(source.peek(150)).toEqual(bytes.subarray(150, 200));
    expect(source.peek(99)).toHaveLength(0);
    expect(ranges).toHaveLength(1);
  });

  it.each([
    [99_999, 2],
    [-1, 1],
    [0, Number.NaN],
    [Number.MAX_SAFE_INTEGER, 1],
    [0, -1],
  ])('has nothing to read from %i on, %i long', async (start, length) => {
    await expect(givenSource().source.read(start, length)).rejects.toThrow(BrokenImage);
  });

  it('stops at its budget of requests and of bytes', async () => {
    const few = givenSource({ gets: 2, bytes: 1_000_000 }).source;
    await few.read(0, 1);
    await few.read(10, 1);
    await expect(few.read(20, 1)).rejects.toThrow(BrokenImage);

    const small = givenSource({ gets: 6, bytes: 100 });
    await small.source.read(0, 60, 60);
    await small.source.read(60, 10, 500);
    expect(small.ranges.at(-1)).toEqual([60, 100]);
    await expect(small.source.read(200, 1)).rejects.toThrow(BrokenImage);
  });

  it('stops at its budget of steps, held bytes or not', async () => {
    const { source, ranges } = givenSource({ gets: 6, bytes: 1000, steps: 3 });
    for (let i = 0; i < 3; i++) await source.read(0, 1);
    await expect(source.read(0, 1)).rejects.toThrow(BeyondBudget);
    expect(ranges).toHaveLength(1);
  });

  it('passes a failed fetch on as what it is', async () => {
    const failure = new Error('no route');
    const source = new RangedSource(10, () => Promise.reject(failure));
    await expect(source.read(0, 1)).rejects.toThrow(SourceFailure);
    await expect(source.read(0, 1)).rejects.toMatchObject({ cause: failure });
  });

  it('does not take a short answer for the whole', async () => {
    const source = new RangedSource(100, async () => bytes.subarray(0, 3));
    await expect(source.read(0, 10)).rejects.toThrow(BrokenImage);
  });
});
