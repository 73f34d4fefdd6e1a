import type { ApiAnswer } from '../../json-api/answers.ts';
import { callJson, type DynamoEngine, embeddedEngine, readItem } from '../engine.ts';
import { removeTable, until } from '../tables.ts';
import type { Item } from '../writes/written-keys.ts';
import type { Action } from './request.ts';

interface Tried {
  answer: ApiAnswer;
  /** The item after it, where that is asked for. */
  left?: Item | undefined;
}

/** An engine beside the real one, on which actions are tried before they are done. */
export interface Trial {
  /** Notes how a table was made, to make it likewise when it is needed. */
  created(tableName: string, body: string): void;
  /** What an action would answer on this item, and leave. Nobody else may try one on the same key meanwhile. */
  attempt(action: Action, key: Item, item: Item | undefined): Promise<Tried>;
  close(): Promise<void>;
}

/**
 * @param withFailedItem - makes the engine tell the item that a failed condition met
 * @param tellsLeft - what an action leaves is asked for
 */
export function createTrial(
  withFailedItem: (engine: DynamoEngine) => DynamoEngine,
  tellsLeft = false,
): Trial {
  const bodies = new Map<string, string>();
  const ready = new Map<string, Promise<void>>();
  let engine: DynamoEngine | undefined;

  const prepare = async (TableName: string) => {
    await removeTable(engine!, TableName);
    await callJson(engine!, 'CreateTable', JSON.parse(bodies.get(TableName)!) as object);
    await until(async () => {
      const { Table } = await callJson(engine!, 'DescribeTable', { TableName });
      return (Table as { TableStatus: string }).TableStatus === 'ACTIVE';
    });
  };

  return {
    created(tableName, body) {
      bodies.set(tableName, body);
      ready.delete(tableName);
    },
    async attempt({ operation, input }, Key, Item) {
      const { TableName } = input;
      engine ??= withFailedItem(embeddedEngine());
      // A table that nobody has made is refused by the trial as by the real engine.
      if (bodies.has(TableName) && !ready.has(TableName)) ready.set(TableName, prepare(TableName));
      await ready.get(TableName);
      if (Item) await callJson(engine, 'PutItem', { TableName, Item });
      try {
        const answer = await engine.call(operation, JSON.stringify(input));
        return { answer, left: tellsLeft ? await readItem(engine, TableName, Key) : undefined };
      } finally {
        await engine.call('DeleteItem', JSON.stringify({ TableName, Key }));
      }
    },
    async close() {
      await engine?.close();
    },
  };
}
