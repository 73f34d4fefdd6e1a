import {
  DeleteItemCommand,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { givenDynamo, TableName, tableArn } from './given-dynamo.ts';

const table = givenDynamo();
const { accesses, calls, client, identities, put, reader } = table;

describe('the local DynamoDB', () => {
  it('serves the declared table and its index', async () => {
    await put({ id: '1', kind: 'a' });
    const read = await table.owner.send(new GetItemCommand({ TableName, Key: { id: { S: '1' } } }));
    expect(read.Item).toEqual({ id: { S: '1' }, kind: { S: 'a' } });
    const query = {
      TableName,
      IndexName: 'byKind',
      KeyConditionExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':kind': { S: 'a' } },
    };
    expect((await table.owner.send(new QueryCommand(query))).Count).toBe(1);
  });

  it('tells each call, whose it was, and what it consumed', async () => {
    await put({ id: '1', kind: 'x'.repeat(1500) });
    await table.owner.send(new GetItemCommand({ TableName, Key: { id: { S: '1' } }, ConsistentRead: true }));
    expect(calls).toEqual([
      {
        function: 'owner',
        service: 'dynamodb',
        operation: 'PutItem',
        resource: tableArn,
        consumedCapacity: 2,
      },
      {
        function: 'owner',
        service: 'dynamodb',
        operation: 'GetItem',
        resource: tableArn,
        consumedCapacity: 1,
      },
    ]);
  });

  it('tells consumption only to callers that ask', async () => {
    expect((await put({ id: '1' })).ConsumedCapacity).toBeUndefined();
    const asked = await put({ id: '1' }, { ReturnConsumedCapacity: 'TOTAL' });
    expect(asked.ConsumedCapacity).toEqual({ TableName, CapacityUnits: 1 });
  });

  it('refuses what the role does not allow, naming function, action and resource', async () => {
    const role = client(reader);
    await role.send(new GetItemCommand({ TableName, Key: { id: { S: '1' } } }));
    const write = role.send(new DeleteItemCommand({ TableName, Key: { id: { S: '1' } } }));
    await expect(write).rejects.toThrow(
      `Reader is not authorized to perform: dynamodb:DeleteItem on resource: ${tableArn} because no identity-based policy allows the dynamodb:DeleteItem action`,
    );
    expect(accesses).toEqual([
      { function: 'Reader', action: 'dynamodb:GetItem', resource: tableArn, allowed: true },
      { function: 'Reader', action: 'dynamodb:DeleteItem', resource: tableArn, allowed: false },
    ]);
    expect(calls.at(-1)).toMatchObject({ operation: 'DeleteItem', refused: true });
  });

  it('does a transaction for the SDK, which is told why one was cancelled, and tells what it cost', async () => {
    await put({ id: '1', kind: 'a' });
    calls.length = 0;
    const Put = {
      TableName,
      Item: { id: { S: '1' } },
      ConditionExpression: 'attribute_not_exists(id)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    const other = { Put: { TableName, Item: { id: { S: '2' } } } };
    const transact = (...TransactItems: TransactWriteItem[]) =>
      table.owner.send(new TransactWriteItemsCommand({ TransactItems }));
    await transact(other);
    const cancelled = await transact({ Put }, other).catch((error) => error);
    expect(cancelled).toBeInstanceOf(TransactionCanceledException);
    expect(cancelled.CancellationReasons).toMatchObject([
      { Code: 'ConditionalCheckFailed', Item: { id: { S: '1' }, kind: { S: 'a' } } },
      { Code: 'None' },
    ]);
    expect(calls).toMatchObject([
      { operation: 'TransactWriteItems', consumedCapacity: 2 },
      { operation: 'TransactWriteItems', error: 'TransactionCanceledException' },
    ]);
  });

  it('answers what is malformed by 400', async () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${identities.owner.accessKeyId}/x`;
    for (const body of ['[]', '{"TableName":1}', '{"TransactItems":[null]}']) {
      const headers = { authorization, 'x-amz-target': 'DynamoDB_20120810.TransactWriteItems' };
      expect((await fetch(table.dynamo.endpoint, { method: 'POST', headers, body })).status).toBe(400);
    }
  });

  it('takes an index for a resource of its own', async () => {
    const query = { TableName, IndexName: 'byKind', KeyConditionExpression: 'kind = :k' };
    const values = { ExpressionAttributeValues: { ':k': { S: 'a' } } };
    await expect(client(reader).send(new QueryCommand({ ...query, ...values }))).rejects.toThrow(
      `dynamodb:Query on resource: ${tableArn}/index/byKind`,
    );
  });

  it('knows nobody else', async () => {
    const stranger = client({ accessKeyId: 'AKIASTRANGER', secretAccessKey: 'x' });
    await expect(stranger.send(new ScanCommand({ TableName }))).rejects.toThrow(
      /security token .* is invalid/,
    );
  });

  it('survives bodies that are no JSON, and callers that hang up', async () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${identities.owner.accessKeyId}/x`;
    const headers = { authorization, 'x-amz-target': 'DynamoDB_20120810.GetItem' };
    const broken = await fetch(table.dynamo.endpoint, { method: 'POST', headers, body: '{' });
    expect(broken.status).toBe(400);
    const body = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('{')) });
    const signal = AbortSignal.timeout(50);
    const hangUp = fetch(table.dynamo.endpoint, {
      method: 'POST',
      headers,
      body,
      signal,
      duplex: 'half',
    } as RequestInit);
    await expect(hangUp).rejects.toThrow();
    await expect(put({ id: '1' })).resolves.toBeDefined();
  });
});
