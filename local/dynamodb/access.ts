/** An action and the resource that it needs, as policies name them. */
export interface Access {
  action: string;
  /** ARN. */
  resource: string;
}

interface Input {
  TableName?: string;
  IndexName?: string;
  RequestItems?: Record<string, unknown>;
  TransactItems?: Record<string, { TableName?: string }>[];
}

const TRANSACTION_ACTIONS: Record<string, string> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  ConditionCheck: 'ConditionCheckItem',
};

/**
 * What an operation needs to be allowed to do: an index has an ARN of its own, and a transaction needs the actions
 * that it is made of.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 * @param arnOf - a table's ARN by its name
 */
export function accessOf(operation: string, input: Input, arnOf: (table: string) => string): Access[] {
  const action = `dynamodb:${operation}`;
  if (input.TransactItems) {
    return input.TransactItems.flatMap((item) =>
      Object.entries(item).map(([kind, { TableName = '' }]) => ({
        action: `dynamodb:${TRANSACTION_ACTIONS[kind]}`,
        resource: arnOf(TableName),
      })),
    );
  }
  if (input.RequestItems) {
    return Object.keys(input.RequestItems).map((table) => ({ action, resource: arnOf(table) }));
  }
  if (input.TableName === undefined) return [{ action, resource: '*' }];
  const resource = arnOf(input.TableName);
  return [
    { action, resource: input.IndexName === undefined ? resource : `${resource}/index/${input.IndexName}` },
  ];
}
