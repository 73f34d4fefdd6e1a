import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { callJson, type DynamoEngine, embeddedEngine } from '../../../local/dynamodb/engine.ts';
import { expireItems } from '../../../local/dynamodb/expiry.ts';
import { createTables } from '../../../local/dynamodb/tables.ts';
import { withFailedItem } from '../../../local/dynamodb/writes/failed-item.ts';
import { inTurns } from '../../../local/dynamodb/writes/in-turns.ts';
import { deployment, givenDynamo, TableName } from './given-dynamo.ts';

const table = givenDynamo();
const { put } = table;

describe('a failed condition', () => {
  const onlyNew = {
    ConditionExpression: 'attribute_not_exists(id)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
  const failure = async (work: Promise<unknown>) =>
    work.catch((error) => error) as Promise<ConditionalCheckFailedException>;

  it('tells the item that it met, when asked', async () => {
    await put({ id: '1', kind: 'first' });
    const error = await failure(put({ id: '1', kind: 'second' }, onlyNew));
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error.Item).toEqual({ id: { S: '1' }, kind: { S: 'first' } });
  });

  it('tells none when there is none, or nobody asked', async () => {
    const missing = new UpdateItemCommand({
      TableName,
      Key: { id: { S: '9' } },
      UpdateExpression: 'SET kind = :k',
      ConditionExpression: 'attribute_exists(id)',
      ExpressionAttributeValues: { ':k': { S: 'x' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect((await failure(table.owner.send(missing))).Item).toBeUndefined();
    await put({ id: '1' });
    const { ConditionExpression } = onlyNew;
    expect((await failure(put({ id: '1' }, { ConditionExpression }))).Item).toBeUndefined();
  });

  it('tells the very item: no other write of the key comes between the check and the reading', async () => {
    const order: string[] = [];
    const body = JSON.stringify({ __type: 'ConditionalCheckFailedException' });
    const refusing: DynamoEngine = {
      async call(operation, input) {
        const { Key, UpdateExpression = '' } = JSON.parse(input);
        order.push(`${operation} ${Key.id.S} ${UpdateExpression}`.trim());
        await new Promise((resume) => setTimeout(resume, 5));
        return operation === 'GetItem'
          ? { status: 200, headers: {}, body: '{}' }
          : { status: 400, headers: {}, body };
      },
      close: async () => {},
    };
    const keyOf = () => ['id'];
    const engine = inTurns(withFailedItem(refusing, keyOf), keyOf);
    const write = (id: string, UpdateExpression: string) => {
      const ask = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
      return engine.call(
        'UpdateItem',
        JSON.stringify({ TableName, Key: { id: { S: id } }, UpdateExpression, ...ask }),
      );
    };
    await Promise.all([write('a', 'first'), write('a', 'second'), write('b', 'other')]);
    const ofKey = (key: string) => order.filter((call) => call.split(' ')[1] === key);
    expect(ofKey('a')).toEqual(['UpdateItem a first', 'GetItem a', 'UpdateItem a second', 'GetItem a']);
    expect(order.slice(0, 2).toSorted()).toEqual(['UpdateItem a first', 'UpdateItem b other']);
  });

  it('lets exactly one of many writers win, and tells all others what it wrote', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => failure(put({ id: 'race', kind: `${index}` }, onlyNew))),
    );
    const lost = outcomes.filter((outcome) => outcome instanceof ConditionalCheckFailedException);
    expect(lost).toHaveLength(19);
    expect(new Set(lost.map(({ Item }) => Item?.kind?.S)).size).toBe(1);
  });
});

describe('the time to live', () => {
  it('ends items whose attribute has passed, and no others', async () => {
    const engine = embeddedEngine();
    const [table] = await createTables(engine, deployment(), false);
    const now = Date.parse('2026-01-01T00:00:00Z');
    const seconds = now / 1000;
    const items: Record<string, object> = {
      past: { end: { N: `${seconds - 1}` } },
      future: { end: { N: `${seconds + 1}` } },
      text: { end: { S: `${seconds - 1}` } },
      ancient: { end: { N: `${seconds - 6 * 366 * 86_400}` } },
      endless: {},
    };
    for (const [id, rest] of Object.entries(items)) {
      await callJson(engine, 'PutItem', { TableName, Item: { id: { S: id }, ...rest } });
    }
    await expireItems(engine, table!, now);
    const { Items } = (await callJson(engine, 'Scan', { TableName })) as { Items: { id: { S: string } }[] };
    expect(Items.map(({ id }) => id.S).toSorted()).toEqual(['ancient', 'endless', 'future', 'text']);
    await engine.close();
  });
});
