import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { callJson } from '../../../local/dynamodb/engine.ts';
import { openStore, type Store } from '../../../local/dynamodb/store.ts';
import type { ShardReader, StreamRecord, StreamView } from '../../../local/dynamodb/streams/stream.ts';
import type { Item } from '../../../local/dynamodb/writes/written-keys.ts';
import { readAssembly } from '../../../local/template/assembly.ts';
import { deploy } from '../../../local/template/deployment.ts';
import { engines } from '../../support/engines.ts';
import { assemblyForTest } from '../support/assembly.ts';

/** Where another engine is at work, a database of one's own on it. */
const external = () =>
  engines.real
    ? {
        endpoint: engines.dynamodbEndpoint!,
        credentials: {
          accessKeyId: `AKIA${randomBytes(5).toString('hex').toUpperCase()}`,
          secretAccessKey: 'any',
        },
        ownStreams: true as const,
      }
    : undefined;

/** A table for each name, with a stream of that view where there is one, and the same key `id`. */
export const tables = (views: Record<string, StreamView | undefined>) => {
  const Resources = Object.fromEntries(
    Object.entries(views).map(([name, StreamViewType]) => [
      name,
      {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          TimeToLiveSpecification: { AttributeName: 'end', Enabled: true },
          ...(StreamViewType && { StreamSpecification: { StreamViewType } }),
        },
      },
    ]),
  );
  const environment = { accountId: '000000000000', region: 'us-east-1', queueUrl: String };
  return deploy(readAssembly(assemblyForTest({ app: { template: { Resources } } })), environment);
};

/** The tables of a file's tests, on whichever engine they run. */
export function givenStore() {
  let store: Store;
  beforeAll(() => {
    store = openStore('us-east-1', external());
  });
  afterAll(() => store.close());

  return {
    get store() {
      return store;
    },
    call: (operation: string, input: object) => callJson(store.engine, operation, input),
    /** An answer whatever it is. */
    async answer(operation: string, input: object) {
      const { status, body } = await store.engine.call(operation, JSON.stringify(input));
      return { status, ...JSON.parse(body) } as Record<string, unknown>;
    },
    async item(TableName: string, id: string) {
      const read = { TableName, Key: { id: { S: id } }, ConsistentRead: true };
      return (await callJson(store.engine, 'GetItem', read)).Item as Item | undefined;
    },
  };
}

/** Reads a stream from here on; the function gives what came since, once it is so much. */
export async function follow(
  store: Store,
  table: string,
): Promise<(count: number) => Promise<StreamRecord[]>> {
  const stream = store.stream(store.tables().find(({ name }) => name === table)!.stream!.arn)!;
  const readers: ShardReader[] = [];
  for (const { id } of await stream.shards()) readers.push(await stream.open(id, 'TRIM_HORIZON'));
  const records: StreamRecord[] = [];
  return async (count) => {
    const deadline = AbortSignal.timeout(10_000);
    while (records.length < count && !deadline.aborted) {
      await Promise.race(readers.map((reader) => reader.ready(deadline)));
      for (const reader of readers)
        records.push(...(await reader.read()).entries.map(({ record }) => record));
    }
    return records;
  };
}
