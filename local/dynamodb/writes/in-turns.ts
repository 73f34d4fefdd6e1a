import type { DynamoEngine } from '../engine.ts';
import { createTurns } from './turns.ts';
import { type KeyOf, writtenKeys } from './written-keys.ts';

/**
 * Lets the writes of a key go one after the other, those of batches and transactions too, so that whoever looks at an item
 * before or after a write sees what that write met or left.
 * @param together - every call, of whatever it is: for an engine that does not bear two at once
 */
export function inTurns(engine: DynamoEngine, keyOf: KeyOf, together = false): DynamoEngine {
  const take = createTurns();
  return {
    ...engine,
    call(operation, body, cause) {
      const work = () => engine.call(operation, body, cause);
      if (together) return take(['all'], work);
      const ids = new Set(writtenKeys(operation, body, keyOf).map(({ id }) => id));
      return ids.size === 0 ? work() : take([...ids], work);
    },
  };
}
