import type { ContextKeys } from '../iam/conditions.ts';

/** An action and the resource that it needs, as policies name them. */
export interface Access {
  action: string;
  /** ARN. */
  resource: string;
  /** Condition keys of the request. */
  context?: ContextKeys;
}

type Item = Record<string, { S?: string; N?: string; B?: string }>;

interface Named {
  TableName?: string;
  Key?: Item;
  Item?: Item;
}

interface Requests {
  Keys?: Item[];
}

interface Input extends Named {
  IndexName?: string;
  RequestItems?: Record<string, Requests | { PutRequest?: Named; DeleteRequest?: Named }[]>;
  TransactItems?: Record<string, Named>[];
}

const TRANSACTION_ACTIONS: Record<string, string> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  ConditionCheck: 'ConditionCheckItem',
};

/** What is known of tables by their names. */
export interface KnownTables {
  arnOf(table: string): string;
  /** The attribute of the partition key; undefined where it is not known. */
  partitionKeyOf(table: string): string | undefined;
}

/**
 * What an operation needs to be allowed to do: an index has an ARN of its own, and a transaction needs the actions
 * that it is made of. Where it names items, their partition keys are what `dynamodb:LeadingKeys` has.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function accessOf(operation: string, input: Input, tables: KnownTables): Access[] {
  const action = `dynamodb:${operation}`;
  const access = (of: string, table: string, items: readonly (Item | undefined)[]): Access => ({
    action: of,
    resource: tables.arnOf(table),
    ...leadingKeys(items, tables.partitionKeyOf(table)),
  });
  if (input.TransactItems) {
    return input.TransactItems.flatMap((item) =>
      Object.entries(item).map(([kind, { TableName = '', Key, Item }]) =>
        access(`dynamodb:${TRANSACTION_ACTIONS[kind]}`, TableName, [Key ?? Item]),
      ),
    );
  }
  if (input.RequestItems) {
    return Object.entries(input.RequestItems).map(([table, asked]) => access(action, table, itemsOf(asked)));
  }
  const { TableName, IndexName, Key, Item } = input;
  if (TableName === undefined) return [{ action, resource: '*' }];
  const whole = access(action, TableName, [Key ?? Item]);
  return [IndexName === undefined ? whole : { ...whole, resource: `${whole.resource}/index/${IndexName}` }];
}

function itemsOf(asked: NonNullable<Input['RequestItems']>[string]): (Item | undefined)[] {
  if (!Array.isArray(asked)) return asked.Keys ?? [];
  return asked.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key);
}

function leadingKeys(items: readonly (Item | undefined)[], key: string | undefined): Pick<Access, 'context'> {
  if (key === undefined) return {};
  const values = items.flatMap((item) => {
    const { S, N, B } = item?.[key] ?? {};
    return S ?? N ?? B ?? [];
  });
  return values.length > 0 ? { context: { 'dynamodb:LeadingKeys': values } } : {};
}
