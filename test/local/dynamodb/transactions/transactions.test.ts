import { beforeEach, describe, expect, it } from 'vitest';
import { createTokens } from '../../../../local/dynamodb/transactions/tokens.ts';
import { engines } from '../../../support/engines.ts';
import { follow, givenStore, tables } from '../given-store.ts';

const given = givenStore();
const [TableName, Other] = ['app-Things', 'app-Others'];

beforeEach(() => given.store.create(tables({ Things: 'NEW_AND_OLD_IMAGES', Others: undefined })));

const put = (id: string, rest = {}) => ({ Put: { TableName, Item: { id: { S: id }, ...rest } } });
const check = (id: string, ConditionExpression: string, rest = {}) => ({
  ConditionCheck: { TableName, Key: { id: { S: id } }, ConditionExpression, ...rest },
});
const transact = (TransactItems: unknown, rest = {}) =>
  given.answer('TransactWriteItems', { TransactItems, ...rest });

describe('a transaction', () => {
  it('does everything, over several tables, and its changes are in the stream', async () => {
    const records = await follow(given.store, TableName);
    await given.call('PutItem', { TableName, Item: { id: { S: 'old' } } });
    const answer = await transact([
      put('new'),
      check('old', 'attribute_exists(id)'),
      { Delete: { TableName, Key: { id: { S: 'gone' } } } },
      {
        Update: {
          TableName: Other,
          Key: { id: { S: 'other' } },
          UpdateExpression: 'SET n = :n',
          ExpressionAttributeValues: { ':n': { N: '1' } },
        },
      },
    ]);
    expect(answer).toEqual({ status: 200 });
    expect(await given.item(Other, 'other')).toEqual({ id: { S: 'other' }, n: { N: '1' } });
    expect((await records(2)).map(({ eventName, dynamodb }) => [eventName, dynamodb.Keys.id!.S])).toEqual([
      ['INSERT', 'old'],
      ['INSERT', 'new'],
    ]);
  });

  it('does nothing when one condition fails, and says which, with the item where it is asked', async () => {
    await given.call('PutItem', { TableName, Item: { id: { S: 'old' }, n: { N: '1' } } });
    const onlyNew = { ConditionExpression: 'attribute_not_exists(id)' };
    const answer = await transact([
      put('new'),
      {
        Put: {
          ...put('old').Put,
          ...onlyNew,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      check('none', 'attribute_exists(id)'),
    ]);
    expect(answer.status).toBe(400);
    expect(answer.__type).toMatch(/#TransactionCanceledException$/);
    expect(answer.CancellationReasons).toEqual([
      { Code: 'None' },
      {
        Code: 'ConditionalCheckFailed',
        Message: expect.stringContaining('The conditional request failed'),
        Item: { id: { S: 'old' }, n: { N: '1' } },
      },
      { Code: 'ConditionalCheckFailed', Message: expect.stringContaining('The conditional request failed') },
    ]);
    expect(answer.Message ?? answer.message).toContain(
      '[None, ConditionalCheckFailed, ConditionalCheckFailed]',
    );
    expect(await given.item(TableName, 'new')).toBeUndefined();
  });

  // As AWS documents it; DynamoDB Local refuses the whole call.
  it.skipIf(engines.real)('does nothing when an update does not fit its item', async () => {
    await given.call('PutItem', { TableName, Item: { id: { S: 'old' }, n: { S: 'text' } } });
    const add = {
      TableName,
      Key: { id: { S: 'old' } },
      UpdateExpression: 'ADD n :n',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    };
    const answer = await transact([put('new'), { Update: add }]);
    expect(answer.CancellationReasons).toMatchObject([{ Code: 'None' }, { Code: 'ValidationError' }]);
    expect(await given.item(TableName, 'new')).toBeUndefined();
  });

  it.each([
    ['two actions on one item', [put('a'), check('a', 'attribute_exists(id)')]],
    ['no actions', []],
    ['an action of two kinds', [{ ...put('a'), ...check('b', 'attribute_exists(id)') }]],
    ['an unknown kind', [{ Get: { TableName, Key: { id: { S: 'a' } } } }]],
    ['a key that is not whole', [{ Delete: { TableName, Key: { other: { S: 'a' } } } }]],
    ['a condition that is none', [check('a', 'id = ')]],
    ['over a hundred actions', Array.from({ length: 101 }, (_, index) => put(`${index}`))],
  ])('is refused with %s', async (_, items) => {
    const { status, __type } = await transact(items);
    expect([status, __type]).toEqual([
      400,
      expect.stringMatching(/#(ValidationException|SerializationException)$/),
    ]);
    expect(await given.item(TableName, 'a')).toBeUndefined();
  });

  // DynamoDB Local answers these by 500.
  it.skipIf(engines.real).each([
    ['no list', 'x'],
    ['nothing', [null]],
  ])('is refused with %s', async (_, items) => {
    expect(await transact(items)).toMatchObject({ status: 400 });
  });

  it('is done once for a token, and refused for other actions by the same', async () => {
    const token = { ClientRequestToken: 'token' };
    const once = [
      {
        Update: {
          TableName,
          Key: { id: { S: 'a' } },
          UpdateExpression: 'ADD n :n',
          ExpressionAttributeValues: { ':n': { N: '1' } },
        },
      },
    ];
    const answers = await Promise.all([transact(once, token), transact(once, token)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await given.item(TableName, 'a')).toMatchObject({ n: { N: '1' } });
    const { __type } = await transact([put('b')], token);
    expect(__type).toMatch(/#IdempotentParameterMismatchException$/);
  });
});

describe('a token', () => {
  const answer = (status: number) => ({ status, headers: {}, body: '' });

  it('is known for ten minutes', async () => {
    let now = 0;
    let times = 0;
    const once = createTokens(() => now);
    const work = async () => {
      times++;
      return answer(200);
    };
    await once('a', 'x', work);
    now = 599_999;
    await once('a', 'x', work);
    expect(times).toBe(1);
    now = 600_000;
    await once('a', 'x', work);
    expect(times).toBe(2);
  });

  it('is free again when nothing was done', async () => {
    const once = createTokens();
    expect(await once('a', 'x', async () => answer(400))).toMatchObject({ status: 400 });
    expect(await once('a', 'y', async () => answer(200))).toMatchObject({ status: 200 });
  });
});
