import type { Cell, Table } from '../section.ts';
import type { FunctionsFound } from './found.ts';

/** What of the two functions stands beside what of the naive ones. */
const PAIRS = [
  {
    what: 'POST',
    bundle: ['metadata-api/index', 'naive/post/index'],
    cold: ['metadata-api, POST', 'naive, POST'],
    warm: {
      'warm after 1,000 calls': ['metadata-api: post after 1,000 calls', 'naive: post after 1,000 calls'],
      warm: ['metadata-api: post', 'naive: post'],
    },
  },
  {
    what: 'photograph of 3 MB',
    bundle: ['image-inspector/index', 'naive/upload/index'],
    cold: ['image-inspector, photograph', 'naive, photograph'],
    warm: {
      warm: ['image-inspector: photograph', 'naive: photograph'],
      'warm, of 18 KB': ['image-inspector: inspect', 'naive: inspect'],
    },
  },
] as const;

type Pair = readonly [ours: string, naive: string];

/** Our functions beside those that do the same job as it is usually done, in the same run. */
export function besideNaive({ bundles, naive, cold, warm }: FunctionsFound): Table {
  const row = <One extends { name: string }>(
    what: string,
    all: readonly One[],
    names: Pair,
    read: (one: One) => number,
  ): Cell[] => {
    const [ours, theirs] = names.map((name) => all.find((one) => one.name === name));
    if (!ours || !theirs) return [what, undefined, undefined, undefined];
    const values: [number, number] = [read(ours), read(theirs)];
    return [what, ...values, values[1] === 0 ? undefined : values[0] / values[1]];
  };
  return {
    head: ['beside the naive function', 'ours', 'naive', 'ours × naive'],
    rows: PAIRS.flatMap((pair) => [
      row(`${pair.what}: bundle, KB`, [...bundles, ...naive], pair.bundle, ({ bytes }) => bytes / 1024),
      row(`${pair.what}: cold, × empty`, cold, pair.cold, ({ timesEmpty }) => timesEmpty),
      row(`${pair.what}: cold, CPU ms`, cold, pair.cold, ({ cpuMs }) => cpuMs),
      ...Object.entries(pair.warm).map(([when, names]) =>
        row(`${pair.what}: ${when}, CPU µs`, warm, names, ({ cpuUs }) => cpuUs),
      ),
      row(`${pair.what}: AWS calls`, cold, pair.cold, ({ awsCalls }) => awsCalls),
      row(`${pair.what}: KB from S3`, cold, pair.cold, ({ bytesRead }) => bytesRead / 1024),
    ]),
  };
}
