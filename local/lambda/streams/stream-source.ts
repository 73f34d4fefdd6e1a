import { setTimeout as sleep } from 'node:timers/promises';
import type { Shard, ShardReader, StartingPosition, TableStream } from '../../dynamodb/streams/stream.ts';
import { type DeliverySettings, type Discarded, deliver } from './deliver.ts';
import type { Filter } from './filter.ts';
import { createLane, type LaneSettings } from './lane.ts';

/** An event source mapping of a table's stream: what it reads, what it calls, and how. */
export interface StreamSourceSettings extends LaneSettings, Omit<DeliverySettings, 'discard'> {
  /** Whose place in the stream it is. */
  reader?: string;
  from: StartingPosition;
  filter: Filter;
  /** Batches of a shard in work at once, each of other keys. */
  parallel: number;
  /** Why the stream may not be read now; undefined when it may. */
  refusal(): string | undefined;
  /** Takes what is given up. Never rejects. */
  discard(discarded: Discarded, shard: string): Promise<void>;
}

/**
 * Reads a stream as Lambda does: each shard in order, each after the one that it came of.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 * @returns once it is known where reading begins
 */
export async function startStreamSource(
  stream: TableStream,
  settings: StreamSourceSettings,
): Promise<{ close(): Promise<void> }> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const followed = new Map<string, Promise<void>>();

  /** Reads the shards that are not being read yet. @returns all that there are */
  const followNew = async (from: StartingPosition): Promise<Shard[]> => {
    const shards = await stream.shards();
    const fresh = shards.filter(({ id }) => !followed.has(id));
    const readers = await Promise.all(fresh.map(({ id }) => stream.open(id, from, settings.reader)));
    // Another shard that ended may have found them meanwhile.
    fresh.forEach((shard, index) => {
      if (!followed.has(shard.id)) followed.set(shard.id, follow(shard, readers[index]!));
    });
    return shards;
  };
  const follow = async (shard: Shard, reader: ShardReader): Promise<void> => {
    await followed.get(shard.parent ?? '');
    await readShard(shard.id, reader, settings, signal);
    let found = false;
    while (!found && !signal.aborted) {
      const shards = (await retrying(() => followNew('TRIM_HORIZON'), settings, signal)) ?? [];
      found = shards.some(({ parent }) => parent === shard.id);
      if (!found) await sleep(1000 * settings.scale(), undefined, { signal }).catch(() => {});
    }
  };
  await followNew(settings.from);
  return {
    async close() {
      stopping.abort();
      for (const work of followed.values()) await work;
    },
  };
}

/** Hands over what a shard has, until it ends. */
async function readShard(
  id: string,
  reader: ShardReader,
  settings: StreamSourceSettings,
  signal: AbortSignal,
): Promise<void> {
  const delivery = { ...settings, discard: (discarded: Discarded) => settings.discard(discarded, id) };
  const lanes = Array.from({ length: settings.parallel }, () =>
    createLane(
      settings,
      async (batch) => {
        if (await deliver(batch, delivery, signal)) reader.done?.(batch);
      },
      signal,
    ),
  );
  while (!signal.aborted) {
    await reader.ready(signal);
    if (signal.aborted) break;
    const read = await retrying(() => reader.read(), settings, signal);
    if (!read) break;
    const { taken = [], passed = [] } = Object.groupBy(read.entries, ({ record }) =>
      settings.filter(record) ? 'taken' : 'passed',
    );
    if (passed.length > 0) reader.done?.(passed);
    const byLane = Object.groupBy(
      taken,
      ({ record }) => hash(JSON.stringify(record.dynamodb.Keys)) % lanes.length,
    );
    await Promise.all(lanes.map((lane, index) => lane.push(byLane[index] ?? [])));
    if (read.ended) break;
  }
  await Promise.all(lanes.map((lane) => lane.drained()));
}

/** Reads once it may, and the stream answers. @returns undefined when it was stopped before */
async function retrying<T>(
  read: () => Promise<T>,
  { refusal, onFailure, scale }: StreamSourceSettings,
  signal: AbortSignal,
): Promise<T | undefined> {
  while (!signal.aborted) {
    const refused = refusal();
    try {
      if (refused === undefined) return await read();
      onFailure(refused);
    } catch (error) {
      onFailure((error as Error).message);
    }
    await sleep(1000 * scale(), undefined, { signal }).catch(() => {});
  }
  return undefined;
}

/** FNV-1a. */
function hash(text: string): number {
  let hashed = 0x811c9dc5;
  for (const character of text) hashed = Math.imul(hashed ^ character.codePointAt(0)!, 0x01000193);
  return hashed >>> 0;
}
