import type { DynamoEngine } from './engine.ts';

interface WriteInput {
  TableName?: string;
  Key?: Record<string, unknown>;
  Item?: Record<string, unknown>;
  ReturnValuesOnConditionCheckFailure?: string;
}

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

/**
 * Adds to an engine what dynalite and older DynamoDB Locals lack: `ReturnValuesOnConditionCheckFailure: ALL_OLD`, the
 * item that a failed condition met. Without it a function takes a record that says no for one that was deleted. Writes of
 * one key go one after the other, so that it is the very item.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 * @param keyOf - attribute names of a table's primary key
 */
export function withFailedItem(
  engine: DynamoEngine,
  keyOf: (table: string) => string[] | undefined,
): DynamoEngine {
  const lastWrite = new Map<string, Promise<unknown>>();

  return {
    ...engine,
    async call(operation, body) {
      const input = WRITES.has(operation) ? parse(body) : undefined;
      const attributes = keyOf(input?.TableName ?? '');
      const source = input?.Key ?? input?.Item;
      if (!input || !attributes || !source) return engine.call(operation, body);

      const key = Object.fromEntries(attributes.map((name) => [name, source[name]]));
      const id = `${input.TableName} ${JSON.stringify(key)}`;
      const earlier = lastWrite.get(id)?.catch(() => {}) ?? Promise.resolve();
      const write = earlier.then(async () => {
        const answer = await engine.call(operation, body);
        if (input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD' || !isFailedCheck(answer)) return answer;
        if (parse(answer.body)?.Item) return answer;
        const read = { TableName: input.TableName, Key: key, ConsistentRead: true };
        const { Item } = parse((await engine.call('GetItem', JSON.stringify(read))).body) ?? {};
        if (!Item) return answer;
        return { ...answer, headers: {}, body: JSON.stringify({ ...parse(answer.body), Item }) };
      });
      lastWrite.set(id, write);
      const forget = () => lastWrite.get(id) === write && lastWrite.delete(id);
      write.then(forget, forget);
      return write;
    },
  };
}

const isFailedCheck = ({ status, body }: { status: number; body: string }): boolean =>
  status === 400 && body.includes('ConditionalCheckFailedException');

function parse(body: string): WriteInput | undefined {
  try {
    return JSON.parse(body) as WriteInput;
  } catch {
    return undefined;
  }
}
