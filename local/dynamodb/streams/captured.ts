import type { DataFolder } from '../../data/data-folder.ts';
import { type Cause, type DynamoEngine, readItem } from '../engine.ts';
import { type Item, type KeyOf, type WrittenKey, writtenKeys } from '../writes/written-keys.ts';
import type { EmbeddedStream } from './embedded.ts';
import { sameItem } from './images.ts';

/** A write under way, and what it found; null where there was nothing. */
interface OpenWrite {
  operation: string;
  body: string;
  cause?: Cause | undefined;
  before: (Item | null)[];
}

export interface CapturedEngine extends DynamoEngine {
  /** Ends the writes in whose midst the run before was killed. */
  recover(): Promise<void>;
}

/**
 * Tells a table's stream what each write changed. Where the writes of a key go one after the other, the stream has them in
 * order, and each as it was. A write that changes nothing gives no record, as in DynamoDB.
 * @param data - where writes are noted before they are begun, so that a kill parts no change from its record, and no item
 * from its indexes, which dynalite writes one after the other
 */
export function captured(
  engine: DynamoEngine,
  keyOf: KeyOf,
  streamOf: (table: string) => EmbeddedStream | undefined,
  data?: DataFolder,
): CapturedEngine {
  const open = data?.map<OpenWrite>('writes');
  let count = 0;

  const keysOf = (operation: string, body: string) =>
    writtenKeys(operation, body, keyOf).filter(({ table }) => data || streamOf(table));
  const images = (written: WrittenKey[]) =>
    Promise.all(written.map(({ table, key }) => readItem(engine, table, key)));
  const tell = (
    written: WrittenKey[],
    before: (Item | undefined)[],
    after: (Item | undefined)[],
    cause?: Cause,
  ) => {
    for (const [index, { table, key }] of written.entries()) {
      const change = { key, before: before[index], after: after[index], cause };
      if (!sameItem(change.before, change.after)) streamOf(table)?.append(change);
    }
  };
  /** Closes a write, with what it did. */
  const closed = (id: string, work: () => void) =>
    data
      ? data.together(() => {
          work();
          open!.delete(id);
        })
      : work();

  return {
    ...engine,
    async call(operation, body, cause) {
      const written = keysOf(operation, body);
      // A key that the engine refuses to read is one that it refuses to write.
      const before = written.length > 0 ? await images(written).catch(() => undefined) : undefined;
      if (!before) return engine.call(operation, body, cause);
      const id = String(++count);
      open?.set(id, { operation, body, cause, before: before.map((item) => item ?? null) });
      try {
        const answer = await engine.call(operation, body, cause);
        // Asked even if the answer is an error: a part of a batch may have been written.
        const after = await images(written);
        closed(id, () => tell(written, before, after, cause));
        return answer;
      } catch (error) {
        open?.delete(id);
        throw error;
      }
    },
    async recover() {
      for (const [id, { operation, body, cause, before }] of open?.entries() ?? []) {
        const written = keysOf(operation, body);
        const found = before.map((item) => item ?? undefined);
        const now = await images(written);
        // An item is written last. Where it is as it was, the write is done again, on what it met, and so are its indexes.
        const undone = now.every((item, index) => sameItem(item, found[index]));
        // The writes of a batch have no conditions, and the same outcome each time.
        if (undone || operation === 'BatchWriteItem') await engine.call(operation, body, cause);
        const after = await images(written);
        closed(id, () => tell(written, found, after, cause));
      }
    },
  };
}
