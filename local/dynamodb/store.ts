import type { DataFolder } from '../data/data-folder.ts';
import type { Credentials } from '../iam/identities.ts';
import type { Deployment } from '../template/deployment.ts';
import { type DynamoEngine, embeddedEngine } from './engine.ts';
import { externalEngine } from './external.ts';
import { captured } from './streams/captured.ts';
import { type EmbeddedStream, embeddedStream } from './streams/embedded.ts';
import { externalStream } from './streams/external.ts';
import { keptStream } from './streams/kept-stream.ts';
import type { TableStream } from './streams/stream.ts';
import { createTables, type LocalTable, removeTable } from './tables.ts';
import { type Outcome, withTransactions } from './transactions/transactions.ts';
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

/** Items that outlive the run: a folder of data, and where in it dynalite has them. */
export interface DynamoData {
  folder: DataFolder;
  tables: string;
}

export function openStore(region: string, external: ExternalDynamo | undefined, data?: DynamoData): Store {
  let tables: LocalTable[] = [];
  const streams = new Map<string, EmbeddedStream>();
  const externalStreams = new Map<string, TableStream>();
  const keyOf = (name: string) => tables.find((table) => table.name === name)?.key;
  const streamOf = (name: string) => {
    const arn = tables.find((table) => table.name === name)?.stream?.arn;
    return arn === undefined ? undefined : streams.get(arn);
  };
  const told = (engine: DynamoEngine) => withFailedItem(engine, keyOf);
  const ownStreams = external?.ownStreams === true;
  const { engine: inner, recover } = external ? outside(external) : embedded();
  const engine = inTurns(inner, keyOf, ownStreams);

  const keptOf = (arn: string, { ofType }: Deployment) => {
    if (!data) return undefined;
    const readers = ofType<{ EventSourceArn?: string; Enabled?: boolean }>('AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => properties.EventSourceArn === arn && properties.Enabled !== false)
      .map(({ ref }) => ref);
    return keptStream(data.folder, arn, readers);
  };

  function outside({ endpoint, credentials }: ExternalDynamo) {
    const other = externalEngine(endpoint, region, credentials);
    return {
      engine: told(ownStreams ? other : captured(other, keyOf, streamOf)),
      recover: async () => {},
    };
  }
  function embedded() {
    const writing = captured(embeddedEngine(data?.tables), keyOf, streamOf, data?.folder);
    const trial = createTrial(told, data !== undefined);
    const open = data?.folder.map<Outcome[]>('transactions');
    const transactional = withTransactions(told(writing), keyOf, trial, open);
    return {
      engine: transactional,
      async recover() {
        await writing.recover();
        await transactional.recover();
      },
    };
  }
  return {
    engine,
    tables: () => tables,
    async create(deployment) {
      tables = await createTables(engine, deployment, ownStreams, data !== undefined);
      streams.clear();
      externalStreams.clear();
      for (const { name, stream } of tables) {
        if (!stream) continue;
        if (!ownStreams)
          streams.set(stream.arn, embeddedStream(stream, region, keptOf(stream.arn, deployment)));
        else if (stream.engineArn === undefined) throw new Error(`The table ${name} got no stream.`);
        else externalStreams.set(stream.arn, externalStream(engine, stream, stream.engineArn, region));
      }
      await recover();
      return tables;
    },
    stream: (arn) => streams.get(arn) ?? externalStreams.get(arn),
    async close() {
      if (external) await Promise.allSettled(tables.map(({ name }) => removeTable(engine, name)));
      await engine.close();
    },
  };
}
