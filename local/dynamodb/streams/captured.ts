import { type DynamoEngine, readItem } from '../engine.ts';
import { type KeyOf, writtenKeys } from '../writes/written-keys.ts';
import type { EmbeddedStream } from './embedded.ts';
import { sameItem } from './images.ts';

/**
 * Tells a table's stream what each write changed. Where the writes of a key go one after the other, the stream has them in
 * order, and each as it was. A write that changes nothing gives no record, as in DynamoDB.
 */
export function captured(
  engine: DynamoEngine,
  keyOf: KeyOf,
  streamOf: (table: string) => EmbeddedStream | undefined,
): DynamoEngine {
  return {
    ...engine,
    async call(operation, body, cause) {
      const written = writtenKeys(operation, body, keyOf).filter(({ table }) => streamOf(table));
      const images = () => Promise.all(written.map(({ table, key }) => readItem(engine, table, key)));
      // A key that the engine refuses to read is one that it refuses to write.
      const before = written.length > 0 ? await images().catch(() => undefined) : undefined;
      const answer = await engine.call(operation, body, cause);
      if (!before) return answer;
      // Asked even if the answer is an error: a part of a batch may have been written.
      const after = await images();
      written.forEach(({ table, key }, index) => {
        const change = { key, before: before[index], after: after[index], cause };
        if (!sameItem(change.before, change.after)) streamOf(table)!.append(change);
      });
      return answer;
    },
  };
}
