import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceCall } from '../../../local/calls.ts';
import { embeddedEngine } from '../../../local/dynamodb/engine.ts';
import { expireItems } from '../../../local/dynamodb/expiry.ts';
import { withFailedItem } from '../../../local/dynamodb/failed-item.ts';
import { type LocalDynamo, startDynamo } from '../../../local/dynamodb/server.ts';
import { callJson, createTables } from '../../../local/dynamodb/tables.ts';
import { type Access, createIdentities } from '../../../local/iam/identities.ts';
import { readAssembly } from '../../../local/template/assembly.ts';
import { deploy } from '../../../local/template/deployment.ts';
import { assemblyForTest } from '../support/assembly.ts';

const environment = { accountId: '000000000000', region: 'us-east-1', queueUrl: String };
const tableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/app-Things';

const deployment = () => {
  const Things = {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'kind', AttributeType: 'S' },
      ],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byKind',
          KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'end', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    },
  };
  return deploy(readAssembly(assemblyForTest({ app: { template: { Resources: { Things } } } })), environment);
};

const calls: ServiceCall[] = [];
const accesses: Access[] = [];
const identities = createIdentities((access) => accesses.push(access));
const reader = identities.assumeRole('Reader', [
  { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: tableArn },
]);
let dynamo: LocalDynamo;
let owner: DynamoDBClient;

const client = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
  new DynamoDBClient({ endpoint: dynamo.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });

const TableName = 'app-Things';
const put = (item: Record<string, string>, rest = {}) =>
  owner.send(
    new PutItemCommand({
      TableName,
      Item: Object.fromEntries(Object.entries(item).map(([name, value]) => [name, { S: value }])),
      ...rest,
    }),
  );

beforeAll(async () => {
  dynamo = await startDynamo({
    ...environment,
    identities,
    external: undefined,
    onCall: (call) => calls.push(call),
  });
});
beforeEach(async () => {
  await dynamo.create(deployment());
  owner = client(identities.owner);
  calls.length = 0;
  accesses.length = 0;
});
afterAll(() => dynamo.close());

describe('the local DynamoDB', () => {
  it('serves the declared table and its index', async () => {
    await put({ id: '1', kind: 'a' });
    const read = await owner.send(new GetItemCommand({ TableName, Key: { id: { S: '1' } } }));
    expect(read.Item).toEqual({ id: { S: '1' }, kind: { S: 'a' } });
    const query = {
      TableName,
      IndexName: 'byKind',
      KeyConditionExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':kind': { S: 'a' } },
    };
    expect((await owner.send(new QueryCommand(query))).Count).toBe(1);
  });

  it('tells each call, whose it was, and what it consumed', async () => {
    await put({ id: '1', kind: 'x'.repeat(1500) });
    await owner.send(new GetItemCommand({ TableName, Key: { id: { S: '1' } }, ConsistentRead: true }));
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
    const broken = await fetch(dynamo.endpoint, { method: 'POST', headers, body: '{' });
    expect(broken.status).toBe(400);
    const body = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('{')) });
    const signal = AbortSignal.timeout(50);
    const hangUp = fetch(dynamo.endpoint, {
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
    expect((await failure(owner.send(missing))).Item).toBeUndefined();
    await put({ id: '1' });
    const { ConditionExpression } = onlyNew;
    expect((await failure(put({ id: '1' }, { ConditionExpression }))).Item).toBeUndefined();
  });

  it('tells the very item: no other write of the key comes between the check and the reading', async () => {
    const order: string[] = [];
    const body = JSON.stringify({ __type: 'ConditionalCheckFailedException' });
    const engine = withFailedItem(
      {
        async call(operation, input) {
          const { Key, UpdateExpression = '' } = JSON.parse(input);
          order.push(`${operation} ${Key.id.S} ${UpdateExpression}`.trim());
          await new Promise((resume) => setTimeout(resume, 5));
          return { status: 400, headers: {}, body };
        },
        close: async () => {},
      },
      () => ['id'],
    );
    const write = (id: string, UpdateExpression: string) => {
      const ask = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
      return engine.call('UpdateItem', JSON.stringify({ Key: { id: { S: id } }, UpdateExpression, ...ask }));
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
    const [table] = await createTables(engine, deployment());
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
