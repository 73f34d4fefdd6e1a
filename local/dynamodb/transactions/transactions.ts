import type { KeptMap } from '../../data/data-folder.ts';
import { type ApiAnswer, refusal } from '../../json-api/answers.ts';
import type { DynamoEngine } from '../engine.ts';
import { type Item, type KeyOf, keyWritten, type WrittenKey } from '../writes/written-keys.ts';
import { type Action, readActions, type TransactionInput } from './request.ts';
import { createTokens } from './tokens.ts';
import type { Trial } from './trial.ts';

interface Failure {
  __type?: string;
  message?: string;
  Message?: string;
  Item?: unknown;
}

/** Why an action keeps a transaction from being done; `None` where it does not. */
interface Reason {
  Code: string;
  Message?: string;
  Item?: unknown;
}

/** An item as a transaction leaves it; null where it leaves none. */
export interface Outcome {
  TableName: string;
  Key: Item;
  Item: Item | null;
}

export interface TransactionalEngine extends DynamoEngine {
  /** Ends the transactions in whose midst the run before was killed. */
  recover(): Promise<void>;
}

/**
 * Adds TransactWriteItems to an engine that lacks it. Every action is tried first, on an engine beside this one, which so
 * judges conditions by itself; and done only if all of them can be. Whoever writes the keys must wait meanwhile; readers
 * may see some of the changes before the others.
 * @param kept - where transactions are noted before they are begun, so that a kill leaves none half done
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function withTransactions(
  engine: DynamoEngine,
  keyOf: KeyOf,
  trial: Trial,
  kept?: KeptMap<Outcome[]>,
): TransactionalEngine {
  const once = createTokens();
  let count = 0;

  async function transact(input: TransactionInput): Promise<ApiAnswer> {
    const actions = readActions(input);
    if (typeof actions === 'string') return invalid(actions);
    const keys = actions.map((action) => keyWritten(action.input, keyOf));
    const items = await readItems(engine, actions, keys);
    if (!Array.isArray(items)) return items;
    const reasons: Reason[] = [];
    const outcomes: Outcome[] = [];
    for (const [index, action] of actions.entries()) {
      const { key: Key } = keys[index]!;
      const { answer, left } = await trial.attempt(action, Key, items[index]);
      if (action.kind !== 'ConditionCheck')
        outcomes.push({ TableName: action.input.TableName, Key, Item: left ?? null });
      const reason = reasonOf(answer);
      if (!reason) return answer;
      reasons.push(reason);
    }
    if (reasons.some(({ Code }) => Code !== 'None')) return cancelled(reasons);
    const id = String(++count);
    kept?.set(id, outcomes);
    try {
      return await done(engine, actions, input.ReturnConsumedCapacity);
    } finally {
      kept?.delete(id);
    }
  }

  return {
    async call(operation, body, cause) {
      if (operation === 'CreateTable')
        trial.created((JSON.parse(body) as { TableName: string }).TableName, body);
      if (operation !== 'TransactWriteItems') return engine.call(operation, body, cause);
      const input = JSON.parse(body) as TransactionInput;
      const { ClientRequestToken: token } = input;
      if (typeof token !== 'string') return transact(input);
      return once(token, JSON.stringify(input.TransactItems), () => transact(input));
    },
    async recover() {
      for (const [id, outcomes] of kept?.entries() ?? []) {
        for (const { TableName, Key, Item } of outcomes) {
          await engine.call(
            Item ? 'PutItem' : 'DeleteItem',
            JSON.stringify({ TableName, ...(Item ? { Item } : { Key }) }),
          );
        }
        kept!.delete(id);
      }
    },
    async close() {
      await engine.close();
      await trial.close();
    },
  };
}

/** The items that the actions will meet, in their order; or what is wrong with a key, or that two are the same. */
async function readItems(
  engine: DynamoEngine,
  actions: Action[],
  keys: (WrittenKey | undefined)[],
): Promise<(Item | undefined)[] | ApiAnswer> {
  const items: (Item | undefined)[] = [];
  for (const [index, key] of keys.entries()) {
    const { TableName, Key, Item } = actions[index]!.input;
    // The engine says what is wrong with a key.
    const read = { TableName, Key: key?.key ?? Key ?? Item, ConsistentRead: true };
    const answer = await engine.call('GetItem', JSON.stringify(read));
    if (answer.status !== 200) return answer;
    if (!key) return invalid('The provided key element does not match the schema');
    items.push((JSON.parse(answer.body) as { Item?: Item }).Item);
  }
  return new Set(keys.map((key) => key!.id)).size === keys.length
    ? items
    : invalid('Transaction request cannot include multiple operations on one item');
}

/** What depends on the item that an update meets; all else is wrong with the call. */
const OF_THE_ITEM =
  /incorrect data type|document path provided|exceeded the maximum allowed size|does not exist in the item|Type mismatch/;

/** @returns undefined for an error of the whole call */
function reasonOf({ status, body }: ApiAnswer): Reason | undefined {
  if (status === 200) return { Code: 'None' };
  const { __type = '', message, Message = message ?? '', Item } = JSON.parse(body) as Failure;
  if (__type.endsWith('#ConditionalCheckFailedException')) {
    return { Code: 'ConditionalCheckFailed', Message, ...(Item !== undefined && { Item }) };
  }
  if (__type.endsWith('#ValidationException') && OF_THE_ITEM.test(Message)) {
    return { Code: 'ValidationError', Message };
  }
  return undefined;
}

function cancelled(reasons: Reason[]): ApiAnswer {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  const answer = refusal('com.amazonaws.dynamodb.v20120810#TransactionCanceledException', message);
  const body = { __type: JSON.parse(answer.body).__type, Message: message, CancellationReasons: reasons };
  return { ...answer, body: JSON.stringify(body) };
}

/** Does what the trial has shown to be possible. */
async function done(engine: DynamoEngine, actions: Action[], asked: string | undefined): Promise<ApiAnswer> {
  const units = new Map<string, number>();
  for (const { kind, operation, input } of actions) {
    let cost = 1;
    if (kind !== 'ConditionCheck') {
      const answer = await engine.call(
        operation,
        JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' }),
      );
      if (answer.status !== 200) throw new Error(`A transaction was tried, and failed: ${answer.body}`);
      const { ConsumedCapacity } = JSON.parse(answer.body) as {
        ConsumedCapacity?: { CapacityUnits: number };
      };
      cost = ConsumedCapacity?.CapacityUnits ?? 1;
    }
    // Twice a write's: it is prepared, and then done.
    units.set(input.TableName, (units.get(input.TableName) ?? 0) + 2 * cost);
  }
  const ConsumedCapacity = [...units].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits }));
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(asked && asked !== 'NONE' ? { ConsumedCapacity } : {}),
  };
}

const invalid = (message: string): ApiAnswer =>
  refusal('com.amazon.coral.validate#ValidationException', message);
