import { setTimeout as sleep } from 'node:timers/promises';
import type { Deployment, Resource } from '../template/deployment.ts';
import { callJson, type DynamoEngine } from './engine.ts';
import type { DeclaredStream, StreamView } from './streams/stream.ts';

interface Index {
  IndexName: string;
  KeySchema: unknown;
  Projection: unknown;
}

interface TableProperties {
  AttributeDefinitions: unknown;
  KeySchema: { AttributeName: string }[];
  GlobalSecondaryIndexes?: Index[];
  LocalSecondaryIndexes?: Index[];
  TimeToLiveSpecification?: { AttributeName?: string; Enabled?: boolean };
  StreamSpecification?: { StreamViewType?: StreamView };
}

export interface LocalTable {
  name: string;
  /** Attribute names of the primary key. */
  key: string[];
  /** Attribute that holds an item's end, epoch seconds. */
  ttl: string | undefined;
  /** Undefined for a table without one. */
  stream: LocalTableStream | undefined;
}

/** What a table is created with. */
export interface TableDeclaration {
  TableName: string;
  AttributeDefinitions: unknown;
  KeySchema: { AttributeName: string }[];
  BillingMode: string;
  GlobalSecondaryIndexes?: Index[];
  LocalSecondaryIndexes?: Index[];
}

interface LocalTableStream extends DeclaredStream {
  /** As the engine names it; undefined where it has none. */
  engineArn: string | undefined;
}

const declaredTables = (deployment: Deployment) =>
  deployment.ofType<TableProperties>('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable');

/** The declared tables, with the parts that every engine knows. */
export const declarationsOf = (deployment: Deployment): TableDeclaration[] =>
  declaredTables(deployment).map(declarationOf);

function declarationOf({ ref, properties }: Resource<TableProperties>): TableDeclaration {
  const global = indexes(properties.GlobalSecondaryIndexes);
  const local = indexes(properties.LocalSecondaryIndexes);
  return {
    TableName: ref,
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    // However the stage is billed, the laptop has no throughput to provision.
    BillingMode: 'PAY_PER_REQUEST',
    ...(global && { GlobalSecondaryIndexes: global }),
    ...(local && { LocalSecondaryIndexes: local }),
  };
}

/**
 * Creates the declared tables and waits until they are active. A table of the same name that an engine of the
 * user's still has from an earlier run is replaced: data of the local run ends with it.
 * @param withStreams - the engine has the declared streams itself
 * @param keep - a table that is there is the declared one, and stays
 */
export async function createTables(
  engine: DynamoEngine,
  deployment: Deployment,
  withStreams: boolean,
  keep = false,
): Promise<LocalTable[]> {
  return Promise.all(
    declaredTables(deployment).map(async (resource) => {
      const { ref: TableName, attributes, properties } = resource;
      const { KeySchema, TimeToLiveSpecification, StreamSpecification } = properties;
      const { StreamViewType } = StreamSpecification ?? {};
      if (!keep) await removeTable(engine, TableName);
      const creation = {
        ...declarationOf(resource),
        ...(withStreams &&
          StreamViewType && { StreamSpecification: { StreamEnabled: true, StreamViewType } }),
      };
      await callJson(engine, 'CreateTable', creation).catch((error: Error) => {
        if (!keep || !error.message.includes('ResourceInUseException')) throw error;
      });
      let engineArn: string | undefined;
      await until(async () => {
        const { Table } = await callJson(engine, 'DescribeTable', { TableName });
        const { TableStatus, LatestStreamArn } = Table as { TableStatus: string; LatestStreamArn?: string };
        engineArn = LatestStreamArn;
        return TableStatus === 'ACTIVE';
      });
      const { AttributeName, Enabled } = TimeToLiveSpecification ?? {};
      return {
        name: TableName,
        key: KeySchema.map((key) => key.AttributeName),
        ttl: Enabled === false ? undefined : AttributeName,
        stream: StreamViewType && { arn: attributes.StreamArn!, view: StreamViewType, engineArn },
      };
    }),
  );
}

/** Removes a table if there is one. */
export async function removeTable(engine: DynamoEngine, TableName: string): Promise<void> {
  const exists = async () =>
    (await engine.call('DescribeTable', JSON.stringify({ TableName }))).status === 200;
  if (!(await exists())) return;
  await callJson(engine, 'DeleteTable', { TableName });
  await until(async () => !(await exists()));
}

function indexes(list: Index[] = []): Index[] | undefined {
  // The parts that every engine knows: no provisioned throughput, no contributor insights.
  return list.length === 0
    ? undefined
    : list.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
}

/** @throws Error when it takes half a minute */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; !(await condition()); attempt++) {
    if (attempt === 600) throw new Error('DynamoDB did not finish making a table within 30 seconds.');
    await sleep(Math.min(50, 2 ** attempt));
  }
}
