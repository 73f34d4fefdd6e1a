import { expect, it } from 'vitest';
import { largestPaintMs, type TraceEvent } from '../../../../../bench/sections/felt/page/largest-paint.ts';

const URL = 'http://127.0.0.1:3000/';

const started = (ts: number, navigationId: string, documentLoaderURL = URL): TraceEvent => ({
  name: 'navigationStart',
  ts,
  args: { data: { navigationId, documentLoaderURL } },
});
const candidate = (ts: number, navigationId: string): TraceEvent => ({
  name: 'largestContentfulPaint::Candidate',
  ts,
  args: { data: { navigationId } },
});
const other: TraceEvent = { name: 'firstPaint', ts: 900_000, args: {} };

it('is the last candidate, from the start of the page’s own navigation', () => {
  const trace = [
    started(1_000, 'blank', 'about:blank'),
    candidate(2_000, 'blank'),
    started(100_000, 'page'),
    candidate(350_000, 'page'),
    other,
    candidate(150_000, 'page'),
    candidate(800_000, 'frame'),
  ];
  expect(largestPaintMs(trace, URL)).toBe(250);
});

it.each([
  ['no navigation', [candidate(2_000, 'page')]],
  ['no candidate of it', [started(1_000, 'page'), candidate(2_000, 'another'), other]],
])('a trace with %s ends the benchmark with a sentence', (_, trace) => {
  expect(() => largestPaintMs(trace, URL)).toThrow(
    `Chromium's trace has no largest contentful paint of ${URL}.`,
  );
});
