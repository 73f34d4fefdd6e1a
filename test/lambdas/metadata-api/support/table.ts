import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DynamoDBClient,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { Item } from '../../../../lambdas/shared/attribute-values.ts';

export const TABLE = 'records';

const SCHEMA: CreateTableCommandInput = {
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['id', 'feed', 'userId', 'sortKey'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    ['feed', 'feed'],
    ['user', 'userId'],
  ].map(([IndexName, AttributeName]) => ({
    IndexName,
    KeySchema: [
      { AttributeName, KeyType: 'HASH' },
      { AttributeName: 'sortKey', KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'ALL' },
  })),
};

/** A real database engine in this process, with the table of the service in it. */
export class TestTable {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  readonly #server: Server;

  private constructor(server: Server, maxAttempts: number) {
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.endpoint = `http://127.0.0.1:${port}`;
    this.client = new DynamoDBClient({
      endpoint: this.endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      maxAttempts,
      // Hundreds of editors at once each get a connection.
      requestHandler: { httpAgent: { maxSockets: 1000 } },
    });
  }

  /** @param maxAttempts - of the client's calls; 1, so that a test sees each failure */
  static async start(maxAttempts = 1): Promise<TestTable> {
    const server = dynalite({ createTableMs: 0 });
    // Node.js hangs up on a connection that rests for seconds: on a machine that stands still meanwhile, in the face
    // of the next request.
    server.keepAliveTimeout = 0;
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const table = new TestTable(server, maxAttempts);
    await table.client.send(new CreateTableCommand(SCHEMA));
    return table;
  }

  /** Everything in the table, sorted by id. */
  async dump(): Promise<Item[]> {
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await this.client.send(new ScanCommand({ TableName: TABLE, ExclusiveStartKey }));
      items.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items.sort((a, b) => (a.id!.S! < b.id!.S! ? -1 : 1));
  }

  async clear(): Promise<void> {
    for (const { id } of await this.dump()) {
      await this.client.send(new DeleteItemCommand({ TableName: TABLE, Key: { id: id! } }));
    }
  }

  /** Changes a record behind the API's back, as the inspector or time does. */
  async set(id: string, attributes: Item): Promise<void> {
    const names = Object.keys(attributes);
    await this.client.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: { id: { S: id } },
        UpdateExpression: `SET ${names.map((_, at) => `#${at} = :${at}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#${at}`, name])),
        ExpressionAttributeValues: Object.fromEntries(names.map((name, at) => [`:${at}`, attributes[name]!])),
      }),
    );
  }

  /** Takes attributes away from a record, as if an earlier release had written it. */
  async remove(id: string, ...attributes: string[]): Promise<void> {
    await this.client.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: { id: { S: id } },
        UpdateExpression: `REMOVE ${attributes.map((_, at) => `#${at}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(attributes.map((name, at) => [`#${at}`, name])),
      }),
    );
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await new Promise((closed) => this.#server.close(closed));
  }
}
