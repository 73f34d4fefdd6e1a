import { setTimeout as sleep } from 'node:timers/promises';
import { callJson, type DynamoEngine } from '../engine.ts';
import type { DeclaredStream, Shard, StreamEntry, StreamRecord, TableStream } from './stream.ts';

/** How often a shard that has nothing new is asked, ms. Lambda does it four times a second. */
const POLL_MS = 250;

/** DynamoDB Local may put a record before others that were there already; not later than so many ms after them. */
const LATE_MS = 5_000;

/** An iterator lives for a quarter of an hour, and what it points to for a day. */
const LOST = /ExpiredIteratorException|TrimmedDataAccessException/;

/** A record as `GetRecords` has it. */
interface ReadRecord extends Omit<StreamRecord, 'userIdentity'> {
  userIdentity?: { Type: string; PrincipalId: string };
}

/**
 * The stream of a table on another engine, by DynamoDB's API of streams.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
 * @param StreamArn - as the engine names it
 */
export function externalStream(
  engine: DynamoEngine,
  declared: DeclaredStream,
  StreamArn: string,
  region: string,
): TableStream {
  return {
    arn: declared.arn,
    async shards() {
      const shards: Shard[] = [];
      let ExclusiveStartShardId: string | undefined;
      do {
        const { StreamDescription } = await callJson(engine, 'DescribeStream', {
          StreamArn,
          ...(ExclusiveStartShardId && { ExclusiveStartShardId }),
        });
        const { Shards, LastEvaluatedShardId } = StreamDescription as {
          Shards: { ShardId: string; ParentShardId?: string }[];
          LastEvaluatedShardId?: string;
        };
        shards.push(...Shards.map(({ ShardId, ParentShardId }) => ({ id: ShardId, parent: ParentShardId })));
        ExclusiveStartShardId = LastEvaluatedShardId;
      } while (ExclusiveStartShardId !== undefined);
      return parentsFirst(shards);
    },
    async open(ShardId, from) {
      const read = async (position: object) => {
        const { ShardIterator } = await callJson(engine, 'GetShardIterator', {
          StreamArn,
          ShardId,
          ...position,
        });
        return readOn(engine, ShardIterator as string);
      };
      let settled: object = { ShardIteratorType: from };
      // Where it began must be known before anything is written.
      if (from === 'LATEST') settled = await afterLatest(read);
      /** What was read after that, by sequence numbers, and when. */
      const known = new Map<string, number>();
      let more = true;
      return {
        async ready(signal) {
          if (!more) await sleep(POLL_MS, undefined, { signal }).catch(() => {});
        },
        async read() {
          const { records, ended } = await read(settled).catch((error: Error) => {
            if (!LOST.test(error.message)) throw error;
            // DynamoDB Local also says so of a shard whose first record came after the iterator.
            settled = { ShardIteratorType: 'TRIM_HORIZON' };
            return { records: [], ended: false };
          });
          const fresh = records.filter(({ dynamodb }) => !known.has(dynamodb.SequenceNumber));
          more = fresh.length > 0;
          const now = Date.now();
          for (const { dynamodb } of fresh) known.set(dynamodb.SequenceNumber, now);
          for (const { dynamodb } of records) {
            const at = known.get(dynamodb.SequenceNumber)!;
            if (now - at < LATE_MS) break;
            settled = {
              ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
              SequenceNumber: dynamodb.SequenceNumber,
            };
            known.delete(dynamodb.SequenceNumber);
          }
          return { entries: fresh.map((record) => toEntry(record, declared.arn, region)), ended };
        },
      };
    },
  };
}

/** All records from an iterator on. */
async function readOn(
  engine: DynamoEngine,
  iterator: string,
): Promise<{ records: ReadRecord[]; ended: boolean }> {
  const records: ReadRecord[] = [];
  for (let next = iterator; ; ) {
    const answer = await callJson(engine, 'GetRecords', { ShardIterator: next });
    const { Records, NextShardIterator } = answer as { Records: ReadRecord[]; NextShardIterator?: string };
    records.push(...Records);
    if (NextShardIterator === undefined) return { records, ended: true };
    if (Records.length === 0) return { records, ended: false };
    next = NextShardIterator;
  }
}

/** The position after what there is. */
async function afterLatest(read: (position: object) => Promise<{ records: ReadRecord[] }>): Promise<object> {
  const horizon = { ShardIteratorType: 'TRIM_HORIZON' };
  const last = (await read(horizon)).records.at(-1)?.dynamodb.SequenceNumber;
  return last === undefined ? horizon : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last };
}

/** As Lambda hands it over, which spells some of it otherwise. */
function toEntry({ userIdentity, ...record }: ReadRecord, arn: string, region: string): StreamEntry {
  const told = record.dynamodb.ApproximateCreationDateTime;
  // DynamoDB Local leaves the seconds out.
  const latest = told % 60 === 0 ? told + 60 : told;
  return {
    at: Math.min(Math.max(Date.now(), told * 1000), latest * 1000),
    record: {
      ...record,
      awsRegion: region,
      eventSource: 'aws:dynamodb',
      eventSourceARN: arn,
      ...(userIdentity && {
        userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId },
      }),
    },
  };
}

/** A parent that is not among them has been forgotten, with its records. */
function parentsFirst(shards: Shard[]): Shard[] {
  const sorted = new Map<string, Shard>();
  const visit = (shard: Shard): void => {
    const parent = shards.find(({ id }) => id === shard.parent);
    if (parent && !sorted.has(parent.id)) visit(parent);
    sorted.set(shard.id, shard);
  };
  for (const shard of shards) visit(shard);
  return [...sorted.values()];
}
