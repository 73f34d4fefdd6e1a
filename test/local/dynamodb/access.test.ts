import { describe, expect, it } from 'vitest';
import { accessOf } from '../../../local/dynamodb/access.ts';

describe('what an operation needs', () => {
  it.each<[string, Parameters<typeof accessOf>[1], string[][]]>([
    ['PutItem', { TableName: 't' }, [['dynamodb:PutItem', 't']]],
    ['Query', { TableName: 't', IndexName: 'i' }, [['dynamodb:Query', 't/index/i']]],
    ['Scan', { TableName: 't' }, [['dynamodb:Scan', 't']]],
    ['Scan', { TableName: 't', IndexName: 'i' }, [['dynamodb:Scan', 't/index/i']]],
    [
      'BatchGetItem',
      { RequestItems: { a: {}, b: {} } },
      [
        ['dynamodb:BatchGetItem', 'a'],
        ['dynamodb:BatchGetItem', 'b'],
      ],
    ],
    [
      'TransactWriteItems',
      { TransactItems: [{ Put: { TableName: 'a' } }, { ConditionCheck: { TableName: 'b' } }] },
      [
        ['dynamodb:PutItem', 'a'],
        ['dynamodb:ConditionCheckItem', 'b'],
      ],
    ],
    ['ListTables', {}, [['dynamodb:ListTables', '*']]],
  ])('%s', (operation, input, expected) => {
    const needed = accessOf(operation, input, (table) => table).map(({ action, resource }) => [
      action,
      resource,
    ]);
    expect(needed).toEqual(expected);
  });
});
