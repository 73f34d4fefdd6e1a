import { setTimeout as sleep } from 'node:timers/promises';
import { callJson, type DynamoEngine } from '../engine.ts';
import type { DeclaredStream, Shard, StreamEntry, StreamRecord, TableStream } from './stream.ts';

/** How often a shard that has nothing new is asked, ms. Lambda does it four times a second. */
const POLL_MS = 100;

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
      const iteratorAt = async (position: object): Promise<string> => {
        const answer = await callJson(engine, 'GetShardIterator', { StreamArn, ShardId, ...position });
        return answer.ShardIterator as string;
      };
      let position: { ShardIteratorType: string; SequenceNumber?: string } = { ShardIteratorType: from };
      let iterator = await iteratorAt(position);
      let more = true;
      return {
        async ready(signal) {
          if (!more) await sleep(POLL_MS, undefined, { signal }).catch(() => {});
        },
        async read() {
          const answer = await callJson(engine, 'GetRecords', { ShardIterator: iterator }).catch(
            async (error: Error) => {
              if (!LOST.test(error.message)) throw error;
              // DynamoDB Local also says so of a shard whose first record came after the iterator.
              if (error.message.includes('TrimmedData')) position = { ShardIteratorType: 'TRIM_HORIZON' };
              iterator = await iteratorAt(position);
              return undefined;
            },
          );
          more = answer !== undefined;
          if (!answer) return { entries: [], ended: false };
          const { Records, NextShardIterator } = answer as {
            Records: ReadRecord[];
            NextShardIterator?: string;
          };
          const last = Records.at(-1)?.dynamodb.SequenceNumber;
          if (last !== undefined) {
            position = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last };
          }
          iterator = NextShardIterator ?? iterator;
          more = Records.length > 0;
          const entries = Records.map((record) => toEntry(record, declared.arn, region));
          return { entries, ended: NextShardIterator === undefined };
        },
      };
    },
  };
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
