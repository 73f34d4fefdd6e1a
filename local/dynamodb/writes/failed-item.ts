import { type DynamoEngine, readItem } from '../engine.ts';
import { type KeyOf, writtenKeys } from './written-keys.ts';

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

/**
 * Adds to an engine what dynalite and older DynamoDB Locals lack: `ReturnValuesOnConditionCheckFailure: ALL_OLD`, the
 * item that a failed condition met. Without it a function takes a record that says no for one that was deleted. It is the
 * very item where the writes of a key go one after the other.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export function withFailedItem(engine: DynamoEngine, keyOf: KeyOf): DynamoEngine {
  return {
    ...engine,
    async call(operation, body, cause) {
      const answer = await engine.call(operation, body, cause);
      if (!WRITES.has(operation) || !isFailedCheck(answer)) return answer;
      const input = JSON.parse(body) as { ReturnValuesOnConditionCheckFailure?: string };
      if (input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return answer;
      const failure = JSON.parse(answer.body) as Record<string, unknown>;
      const [written] = writtenKeys(operation, body, keyOf);
      if (failure.Item || !written) return answer;
      const Item = await readItem(engine, written.table, written.key);
      if (!Item) return answer;
      return { ...answer, headers: {}, body: JSON.stringify({ ...failure, Item }) };
    },
  };
}

const isFailedCheck = ({ status, body }: { status: number; body: string }): boolean =>
  status === 400 && body.includes('ConditionalCheckFailedException');
