import { randomBytes } from 'node:crypto';
import type { Cause } from '../engine.ts';
import type { Item } from '../writes/written-keys.ts';
import type { KeptStream } from './kept-stream.ts';
import type { DeclaredStream, ShardReader, StreamEntry, StreamRecord, TableStream } from './stream.ts';

/** What a write did to an item. */
interface Change {
  key: Item;
  before: Item | undefined;
  after: Item | undefined;
  cause: Cause | undefined;
}

export interface EmbeddedStream extends TableStream {
  append(change: Change): void;
}

/** The one shard of an embedded stream. */
const SHARD = 'shardId-00000001767225600000-00000001';

/** Records that are kept for readers who come late. Who reads along misses none, however far behind. */
const KEPT = 1000;

/** A record, and the way to the next; without a record, where the first will follow. */
interface Link {
  /** Of the record, or of the one before the first. */
  number: number;
  entry?: StreamEntry;
  next?: Link;
}

/**
 * A stream, in memory: what every reader has passed, and is not among the last, is forgotten.
 * @param kept - where it is beside memory, to outlive the run
 */
export function embeddedStream(declared: DeclaredStream, region: string, kept?: KeptStream): EmbeddedStream {
  const known = kept?.load() ?? { before: 0, entries: [] };
  let last: Link = { number: known.before };
  let oldest = last;
  const waiting = new Set<() => void>();
  const add = (entry: StreamEntry) => {
    const link = { number: last.number + 1, entry };
    last.next = link;
    last = link;
  };
  known.entries.forEach(add);

  return {
    arn: declared.arn,
    append(change) {
      const at = Date.now();
      const number = last.number + 1;
      const entry = { at, record: toRecord(declared, region, change, number, at) };
      kept?.append(number, entry);
      add(entry);
      if (number - oldest.number > KEPT) oldest = oldest.next!;
      for (const wake of waiting) wake();
    },
    async shards() {
      return [{ id: SHARD, parent: undefined }];
    },
    async open(_, from, name) {
      let passed = from === 'LATEST' ? last : oldest;
      const place = name === undefined ? undefined : kept?.place(name, passed.number);
      if (place) {
        passed = oldest;
        while (passed.next && passed.next.number <= place.number) passed = passed.next;
      }
      return {
        ready: (signal) =>
          new Promise((resolve) => {
            if (passed.next || signal.aborted) return resolve();
            const wake = () => {
              waiting.delete(wake);
              signal.removeEventListener('abort', wake);
              resolve();
            };
            waiting.add(wake);
            signal.addEventListener('abort', wake);
          }),
        async read() {
          const entries: StreamEntry[] = [];
          while (passed.next && entries.length < MOST) {
            passed = passed.next;
            entries.push(passed.entry!);
          }
          return { entries, ended: false };
        },
        ...(place && { done: (entries) => place.done(entries.map(numberOf)) }),
      } satisfies ShardReader;
    },
  };
}

/** As its sequence number has it. */
const numberOf = ({ record }: StreamEntry): number => Number(record.dynamodb.SequenceNumber.slice(1));

/** Records of one answer, as `GetRecords` has it. */
const MOST = 1000;

function toRecord(
  { arn, view }: DeclaredStream,
  region: string,
  { key: Keys, before, after, cause }: Change,
  number: number,
  at: number,
): StreamRecord {
  const images = {
    ...(after && (view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES') && { NewImage: after }),
    ...(before && (view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES') && { OldImage: before }),
  };
  return {
    eventID: randomBytes(16).toString('hex'),
    eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    eventSourceARN: arn,
    ...(cause && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys,
      ...images,
      SequenceNumber: `1${String(number).padStart(20, '0')}`,
      SizeBytes: Buffer.byteLength(JSON.stringify({ Keys, ...images })),
      StreamViewType: view,
    },
  };
}
