import type { Status } from '../../../../contract/outcomes.ts';
import type { ImageRecord } from '../../../shared/record.ts';

/** Conditions that a query checks record by record. */
export interface Filters {
  status?: Status | undefined;
  tag?: string | undefined;
}

/** Inclusive bounds of the sort key. */
export interface Range {
  from: string;
  to: string;
}

/** What one query of one partition found. */
export interface Slice {
  records: ImageRecord[];
  /** Sort key of the last record looked at; undefined when the partition has no more in the range. */
  reached: string | undefined;
}

export interface Page {
  records: ImageRecord[];
  /** Sort key to go on from; undefined on the last page. */
  next: string | undefined;
}

/** Queries that one request may send to one partition. */
export const MAX_ROUNDS = 8;
/** Records that one query looks at, at most. */
const MAX_LOOKED_AT = 1000;

interface Lane {
  read: (range: Range, limit: number) => Promise<Slice>;
  range: Range;
  found: ImageRecord[];
  reached: string | undefined;
  done: boolean;
}

/**
 * Reads a page off several partitions that are each sorted, and merges them. Without filters that is one query a
 * partition. With filters it goes on, looking at four times as many records a round, until the page is full or
 * the rounds are up: then the page is short, and its cursor goes on from where it stopped looking.
 */
export async function readPage(
  reads: Lane['read'][],
  options: { range: Range; order: 'asc' | 'desc'; limit: number; filtered: boolean },
): Promise<Page> {
  const { range, limit, filtered } = options;
  const ascending = options.order === 'asc';
  const before = (a: string, b: string) => (ascending ? a < b : a > b);
  const lanes: Lane[] = reads.map((read) => ({ read, range, found: [], reached: undefined, done: false }));
  // One more than asked for tells whether there is a next page.
  const wanted = limit + 1;

  for (let round = 0; ; round++) {
    const lookAt = filtered ? Math.min(MAX_LOOKED_AT, Math.max(wanted, 100) * 4 ** round) : wanted;
    await Promise.all(
      lanes.filter((lane) => !lane.done && lane.found.length < wanted).map((lane) => advance(lane, lookAt)),
    );
    const frontier = leastAdvanced(lanes, before);
    const page = lanes
      .flatMap(({ found }) => found)
      .filter(({ sortKey }) => frontier === undefined || !before(frontier, sortKey))
      .sort((a, b) => (before(a.sortKey, b.sortKey) ? -1 : 1));
    if (page.length > limit) {
      const records = page.slice(0, limit);
      return { records, next: records.at(-1)!.sortKey };
    }
    if (frontier === undefined) return { records: page, next: undefined };
    if (round + 1 === MAX_ROUNDS) return { records: page, next: frontier };
  }

  async function advance(lane: Lane, lookAt: number): Promise<void> {
    const slice = await lane.read(lane.range, lookAt);
    lane.found.push(...slice.records);
    lane.reached = slice.reached;
    lane.done = slice.reached === undefined;
    if (slice.reached !== undefined) lane.range = beyond(slice.reached, lane.range, ascending);
  }
}

/** Up to here every partition has been looked at; undefined when all are at their end. */
function leastAdvanced(lanes: Lane[], before: (a: string, b: string) => boolean): string | undefined {
  const frontiers = lanes.filter(({ done }) => !done).map(({ reached }) => reached!);
  return frontiers.reduce<string | undefined>(
    (least, one) => (least === undefined || before(one, least) ? one : least),
    undefined,
  );
}

/** What remains of a range after a sort key. Keys have one length and end in a hexadecimal digit. */
export function beyond(sortKey: string, range: Range, ascending: boolean): Range {
  return ascending ? { ...range, from: `${sortKey}!` } : { ...range, to: justBefore(sortKey) };
}

function justBefore(sortKey: string): string {
  const last = sortKey.length - 1;
  return `${sortKey.slice(0, last)}${String.fromCharCode(sortKey.charCodeAt(last) - 1)}~`;
}

/** The range of sort keys created within the bounds, both exclusive, epoch ms. */
export function createdRange(after: number | undefined, before: number | undefined): Range {
  const pad = (ms: number) => String(ms).padStart(13, '0');
  return { from: after === undefined ? '0' : `${pad(after)}~`, to: before === undefined ? '~' : pad(before) };
}
