import { describe, expect, it } from 'vitest';
import { accessOf } from '../../../local/dynamodb/access.ts';

const TABLES = { arnOf: (table: string) => table, partitionKeyOf: () => 'id' };

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
    const needed = accessOf(operation, input, TABLES).map(({ action, resource }) => [action, resource]);
    expect(needed).toEqual(expected);
  });

  const a = { id: { S: 'a' }, size: { N: '1' } };
  const b = { id: { S: 'b' } };
  it.each<[string, Parameters<typeof accessOf>[1], string[][]]>([
    ['PutItem', { TableName: 't', Item: a }, [['a']]],
    ['DeleteItem', { TableName: 't', Key: b }, [['b']]],
    ['BatchGetItem', { RequestItems: { t: { Keys: [a, b] } } }, [['a', 'b']]],
    [
      'BatchWriteItem',
      { RequestItems: { t: [{ PutRequest: { Item: a } }, { DeleteRequest: { Key: b } }] } },
      [['a', 'b']],
    ],
    [
      'TransactWriteItems',
      { TransactItems: [{ Put: { TableName: 't', Item: a } }, { Delete: { TableName: 't', Key: b } }] },
      [['a'], ['b']],
    ],
  ])('%s says which items it is about', (operation, input, expected) => {
    const keys = accessOf(operation, input, TABLES).map(({ context }) => context?.['dynamodb:LeadingKeys']);
    expect(keys).toEqual(expected);
  });

  it('of no item says nothing of any', () => {
    expect(accessOf('Scan', { TableName: 't' }, TABLES)).toEqual([
      { action: 'dynamodb:Scan', resource: 't' },
    ]);
  });
});
