import type { Item } from '../writes/written-keys.ts';

export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';
export type StartingPosition = 'LATEST' | 'TRIM_HORIZON';

/** A stream as a table declares it. */
export interface DeclaredStream {
  /** As the templates name it, `…/table/NAME/stream/LABEL`; another engine has a name of its own for it. */
  arn: string;
  view: StreamView;
}

/**
 * A change of an item, as Lambda hands it over.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export interface StreamRecord {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventVersion: string;
  eventSource: 'aws:dynamodb';
  awsRegion: string;
  eventSourceARN: string;
  /** Time to live. */
  userIdentity?: { type: string; principalId: string };
  dynamodb: {
    /** Epoch seconds. */
    ApproximateCreationDateTime: number;
    Keys: Item;
    NewImage?: Item;
    OldImage?: Item;
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: StreamView;
  };
}

export interface StreamEntry {
  record: StreamRecord;
  /** When it was written, epoch ms, as exactly as the engine tells. */
  at: number;
}

export interface Shard {
  id: string;
  /** The shard whose records came before those of this one. */
  parent: string | undefined;
}

/** Reads a shard from front to back. */
export interface ShardReader {
  /** Waits until there may be something to read, or the signal is aborted. */
  ready(signal: AbortSignal): Promise<void>;
  /** What is there, perhaps nothing. `ended`: nothing more will come. */
  read(): Promise<{ entries: StreamEntry[]; ended: boolean }>;
  /** Notes that these need not be read again, in another run. They may come in another order than they were read in. */
  done?(entries: readonly StreamEntry[]): void;
}

/** The stream of a table, on any engine. */
export interface TableStream {
  /** As the templates name it. */
  arn: string;
  /** The shards that there are, each after its parent. */
  shards(): Promise<Shard[]>;
  /** @param reader - whose place is kept, where the stream outlives the run: it goes on from there, wherever others begin */
  open(shard: string, from: StartingPosition, reader?: string): Promise<ShardReader>;
}
