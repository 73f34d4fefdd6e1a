import type { Item } from './attribute-values.ts';
import { sortKeyOf } from './record.ts';

/** The partition of the `feed` index that a new record is in. @param shards - of the stage */
export function feedOf(id: string, shards: number): string {
  return `feed#${Number.parseInt(id.slice(0, 8), 16) % shards}`;
}

/** Whether lists find a record where it belongs. Any partition that is read will do: a stage may have had fewer. */
export function fitsIndexes({ id, createdAt, feed, sortKey }: Item, shards: number): boolean {
  const [, shard] = /^feed#(0|[1-9]\d{0,5})$/.exec(feed?.S ?? '') ?? [];
  return (
    shard !== undefined &&
    Number(shard) < shards &&
    sortKey?.S === sortKeyOf(Number(createdAt?.N), String(id?.S))
  );
}
