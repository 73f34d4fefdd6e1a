import type { Item } from '../writes/written-keys.ts';

/** One action of a transaction, as the call of its own that it amounts to. */
export interface Action {
  kind: Kind;
  /** `PutItem` and the like: a check is tried as a deletion, and not done. */
  operation: string;
  input: {
    TableName: string;
    Item?: Item;
    Key?: Item;
    ConditionExpression?: string;
    ReturnValuesOnConditionCheckFailure?: string;
  };
}

export interface TransactionInput {
  TransactItems?: unknown;
  ClientRequestToken?: unknown;
  ReturnConsumedCapacity?: string;
}

type Kind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

const OPERATIONS: Record<Kind, string> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'DeleteItem',
};

/** Actions of one transaction. */
const MOST = 100;

/** @returns the actions, or what is wrong with them */
export function readActions({ TransactItems }: TransactionInput): Action[] | string {
  if (!Array.isArray(TransactItems) || TransactItems.length === 0 || TransactItems.length > MOST) {
    return `Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and ${MOST}`;
  }
  const actions: Action[] = [];
  for (const item of TransactItems as (Partial<Record<Kind, Action['input']>> | null)[]) {
    const [entry, more] = Object.entries(item ?? {});
    if (!entry || more || !Object.hasOwn(OPERATIONS, entry[0])) {
      return 'TransactItems can only contain one of Check, Put, Update or Delete';
    }
    const [kind, input] = entry as [Kind, Action['input'] | null];
    if (typeof input?.TableName !== 'string') return `The ${kind} has no TableName`;
    if (kind === 'ConditionCheck' && !input.ConditionExpression) {
      return 'The ConditionCheck has no ConditionExpression';
    }
    if (kind === 'Update' && !('UpdateExpression' in input)) return 'The Update has no UpdateExpression';
    actions.push({ kind, operation: OPERATIONS[kind], input });
  }
  return actions;
}
