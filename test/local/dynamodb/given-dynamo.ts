import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { ServiceCall } from '../../../local/calls.ts';
import { type LocalDynamo, startDynamo } from '../../../local/dynamodb/server.ts';
import { type Access, createIdentities } from '../../../local/iam/identities.ts';
import { readAssembly } from '../../../local/template/assembly.ts';
import { deploy } from '../../../local/template/deployment.ts';
import { assemblyForTest } from '../support/assembly.ts';

const environment = { accountId: '000000000000', region: 'us-east-1', queueUrl: String };
export const tableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/app-Things';

export const deployment = () => {
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

export const TableName = 'app-Things';

/** The local DynamoDB for the tests of a file, each with an empty table. */
export function givenDynamo() {
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

  return {
    calls,
    accesses,
    identities,
    reader,
    client,
    put,
    get dynamo() {
      return dynamo;
    },
    get owner() {
      return owner;
    },
  };
}
