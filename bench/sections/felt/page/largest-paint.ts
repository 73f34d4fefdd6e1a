/** An event of Chromium's trace. https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU */
export interface TraceEvent {
  name: string;
  /** Microseconds. */
  ts: number;
  args: { data?: { navigationId?: string; documentLoaderURL?: string } };
}

/** What has to be in a trace for its largest paint to be found. */
export const CATEGORIES = ['loading', 'blink.user_timing', 'devtools.timeline'];

/**
 * The largest contentful paint of a page: the last candidate that Chromium names, from the start of its navigation.
 * @param url - of the page, as it was asked for
 * @returns ms
 * @throws Error with one sentence when the trace has none
 */
export function largestPaintMs(trace: readonly TraceEvent[], url: string): number {
  const start = trace.find(
    ({ name, args }) => name === 'navigationStart' && args.data?.documentLoaderURL === url,
  );
  const candidates = trace.filter(
    ({ name, args }) =>
      name === 'largestContentfulPaint::Candidate' &&
      args.data?.navigationId !== undefined &&
      args.data.navigationId === start?.args.data?.navigationId,
  );
  if (!start || candidates.length === 0)
    throw new Error(`Chromium's trace has no largest contentful paint of ${url}.`);
  return (Math.max(...candidates.map(({ ts }) => ts)) - start.ts) / 1000;
}
