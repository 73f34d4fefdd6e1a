import type { Credentials } from '../iam/identities.ts';
import type { Deployment } from '../template/deployment.ts';
import { type DynamoEngine, embeddedEngine } from './engine.ts';
import { externalEngine } from './external.ts';
import { captured } from './streams/captured.ts';
import { type EmbeddedStream, embeddedStream } from './streams/embedded.ts';
import { externalStream } from './streams/external.ts';
import type { TableStream } from './streams/stream.ts';
import { createTables, type LocalTable, removeTable } from './tables.ts';
import { withTransactions } from './transactions/transactions.ts';
import { createTrial } from './transactions/trial.ts';
import { withFailedItem } from './writes/failed-item.ts';
import { inTurns } from './writes/in-turns.ts';

/** An engine with what it lacks, and the tables that are on it. */
export interface Store {
  engine: DynamoEngine;
  tables(): LocalTable[];
  create(deployment: Deployment): Promise<LocalTable[]>;
  stream(arn: string): TableStream | undefined;
  /** Ends the engine; on one of the user's, the tables. */
  close(): Promise<void>;
}

export function openStore(
  region: string,
  external: { endpoint: string; credentials: Credentials } | undefined,
): Store {
  let tables: LocalTable[] = [];
  const streams = new Map<string, EmbeddedStream>();
  const externalStreams = new Map<string, TableStream>();
  const keyOf = (name: string) => tables.find((table) => table.name === name)?.key;
  const streamOf = (name: string) => {
    const arn = tables.find((table) => table.name === name)?.stream?.arn;
    return arn === undefined ? undefined : streams.get(arn);
  };
  const told = (engine: DynamoEngine) => withFailedItem(engine, keyOf);
  const engine = inTurns(
    external
      ? told(externalEngine(external.endpoint, region, external.credentials))
      : withTransactions(told(captured(embeddedEngine(), keyOf, streamOf)), keyOf, createTrial(told)),
    keyOf,
    // DynamoDB Local answers writes that race with others, or with who reads their stream, by 500, and may forget a change.
    external !== undefined,
  );
  return {
    engine,
    tables: () => tables,
    async create(deployment) {
      tables = await createTables(engine, deployment);
      streams.clear();
      externalStreams.clear();
      for (const { name, stream } of tables) {
        if (!stream) continue;
        if (!external) streams.set(stream.arn, embeddedStream(stream, region));
        else if (stream.engineArn === undefined) throw new Error(`The table ${name} got no stream.`);
        else externalStreams.set(stream.arn, externalStream(engine, stream, stream.engineArn, region));
      }
      return tables;
    },
    stream: (arn) => streams.get(arn) ?? externalStreams.get(arn),
    async close() {
      if (external) await Promise.allSettled(tables.map(({ name }) => removeTable(engine, name)));
      await engine.close();
    },
  };
}
