import { onTestFinished } from 'vitest';
import type { DataFolder } from '../../../../local/data/data-folder.ts';
import { callJson, type DynamoEngine } from '../../../../local/dynamodb/engine.ts';
import { keptTables } from '../../../../local/dynamodb/kept-tables.ts';
import { openStore } from '../../../../local/dynamodb/store.ts';
import type { StreamRecord } from '../../../../local/dynamodb/streams/stream.ts';
import type { Item } from '../../../../local/dynamodb/writes/written-keys.ts';
import { readAssembly } from '../../../../local/template/assembly.ts';
import { deploy } from '../../../../local/template/deployment.ts';
import { assemblyForTest } from '../../support/assembly.ts';

export const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
export const key = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' }];
const byKind = { IndexName: 'kind', KeySchema: key('kind'), Projection: { ProjectionType: 'ALL' } };
export const things = {
  TableName: 'things',
  AttributeDefinitions: [attribute('id'), attribute('kind')],
  KeySchema: key('id'),
  GlobalSecondaryIndexes: [byKind],
  StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
};

export const deployment = (...tables: (Partial<typeof things> & { TableName: string })[]) => {
  const declared = tables.map((Properties) => [
    Properties.TableName,
    { Type: 'AWS::DynamoDB::Table', Properties },
  ]);
  const Resources = {
    ...Object.fromEntries(declared),
    Relay: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': [tables[0]!.TableName, 'StreamArn'] } },
    },
  };
  const environment = { accountId: '000000000000', region: 'us-east-1', queueUrl: String };
  return deploy(readAssembly(assemblyForTest({ app: { template: { Resources } } })), environment);
};

/** The tables of a folder, and what is on them. */
export async function start(data: DataFolder, declared = deployment(things)) {
  const tables = await keptTables(data, declared);
  const store = openStore('us-east-1', undefined, { folder: data, tables });
  onTestFinished(() => store.close());
  await store.create(declared);
  return reading(store.engine, tables, async () => {
    const arn = store.tables()[0]!.stream!.arn;
    const reader = await store.stream(arn)!.open('shard', 'TRIM_HORIZON');
    return (await reader.read()).entries.map(({ record }) => record);
  });
}

const reading = (engine: DynamoEngine, tables: string, records: () => Promise<StreamRecord[]>) => ({
  engine,
  tables,
  records,
  call: (operation: string, input: object) => callJson(engine, operation, { TableName: 'things', ...input }),
  async ids(kind?: string) {
    const asked =
      kind === undefined
        ? await callJson(engine, 'Scan', { TableName: 'things' })
        : await callJson(engine, 'Query', {
            TableName: 'things',
            IndexName: 'kind',
            KeyConditionExpression: 'kind = :kind',
            ExpressionAttributeValues: { ':kind': { S: kind } },
          });
    return (asked.Items as Item[]).map(({ id }) => id!.S as string).sort();
  },
});

export const thing = (id: string, kind = 'a', more: Item = {}): { Item: Item } => ({
  Item: { id: { S: id }, kind: { S: kind }, ...more },
});
export const addOne = (id: string) => ({
  Key: { id: { S: id } },
  UpdateExpression: 'ADD seen :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
});
export const changes = (records: StreamRecord[]) =>
  records.map(({ eventName, dynamodb }) => `${eventName} ${dynamodb.Keys.id!.S}`);
