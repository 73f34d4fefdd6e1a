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

/** A DynamoDB behind a URL. */
export interface ExternalDynamo {
  endpoint: string;
  credentials: Credentials;
  /**
   * Read its own streams. Else changes are taken in front of it, as of the embedded engine: DynamoDB Local, once a table has a
   * stream, answers calls that race with others by 500, whosever tables they are about.
   */
  ownStreams?: true;
}

export function openStore(region: string, external: ExternalDynamo | undefined): Store {
  let tables: LocalTable[] = [];
  const streams = new Map<string, EmbeddedStream>();
  const externalStreams = new Map<string, TableStream>();
  const keyOf = (name: string) => tables.find((table) => table.name === name)?.key;
  const streamOf = (name: string) => {
    const arn = tables.find((table) => table.name === name)?.stream?.arn;
    return arn === undefined ? undefined : streams.get(arn);
  };
  const told = (engine: DynamoEngine) => withFailedItem(engine, keyOf);
  const other = external && externalEngine(external.endpoint, region, external.credentials);
  const ownStreams = external?.ownStreams === true;
  const engine = inTurns(
    other
      ? told(ownStreams ? other : captured(other, keyOf, streamOf))
      : withTransactions(told(captured(embeddedEngine(), keyOf, streamOf)), keyOf, createTrial(told)),
    keyOf,
    ownStreams,
  );
  return {
    engine,
    tables: () => tables,
    async create(deployment) {
      tables = await createTables(engine, deployment, ownStreams);
      streams.clear();
      externalStreams.clear();
      for (const { name, stream } of tables) {
        if (!stream) continue;
        if (!ownStreams) streams.set(stream.arn, embeddedStream(stream, region));
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
