import { randomBytes } from 'node:crypto';
import { S3Error } from '../http/errors.ts';
import type { S3Bucket } from '../options.ts';
import { checkWrite, type WriteConditions } from './conditions.ts';
import type { KeptObjects } from './kept-objects.ts';
import type { Bytes, Change, ObjectVersion, StoredContent } from './object-version.ts';
import { type SortedKeys, sortedKeys } from './sorted-keys.ts';

/** A PUT under way, which a DELETE of its key in the meantime turns into a conflict. */
interface PendingWrite {
  key: string;
  deleted: boolean;
}

export interface BucketStore {
  readonly config: S3Bucket;
  /** Of every version that there is. */
  readonly keys: Pick<SortedKeys, 'at' | 'first'>;
  /** Those of a key, newest first. */
  versions(key: string): readonly ObjectVersion[];
  /** The newest version or the named one, delete markers included. */
  find(key: string, versionId?: string): ObjectVersion | undefined;
  begin(key: string): PendingWrite;
  abandon(write: PendingWrite): void;
  /** Puts bytes where the store has them, before they belong to an object. */
  hold(bytes: Buffer): Promise<Bytes>;
  /** Does away with bytes that no object got. */
  drop(bytes: Bytes): void;
  /** Checks the conditions and stores, in one turn of the event loop: of parallel creators exactly one succeeds. */
  put(write: PendingWrite, content: StoredContent, conditions: WriteConditions): Change;
  /** Stores what another version has. */
  copy(key: string, content: StoredContent): Change;
  /** Undefined when there was nothing to delete. */
  delete(key: string, versionId?: string): Change | undefined;
}

const NOTHING: StoredContent = { body: Buffer.alloc(0), etag: '', headers: {}, checksum: undefined };

/**
 * The objects of one bucket. No change in here waits, so each is atomic.
 * @param kept - where they are beside memory, to outlive the run: their bytes there alone
 */
export function createBucketStore(
  config: S3Bucket,
  tick: () => { time: number; order: bigint },
  kept?: KeptObjects,
): BucketStore {
  const objects = new Map<string, ObjectVersion[]>();
  for (const version of kept?.versions(config.name) ?? []) {
    objects.set(version.key, [version, ...(objects.get(version.key) ?? [])]);
  }
  const keys = sortedKeys(objects.keys());
  const writes = new Set<PendingWrite>();

  const find: BucketStore['find'] = (key, versionId) =>
    objects.get(key)?.find((version) => versionId === undefined || version.versionId === versionId);

  function add(type: Change['type'], key: string, content: StoredContent): Change {
    const { time, order } = tick();
    const versionId = config.versioned ? newVersionId() : 'null';
    const deleteMarker = type === 'DeleteMarkerCreated';
    const version = { ...content, key, versionId, deleteMarker, lastModified: time, order };
    const before = objects.get(key) ?? [];
    const replaced = before.filter((other) => other.versionId === versionId);
    kept?.change(config.name, version, replaced);
    if (before.length === 0) keys.add(key);
    objects.set(key, [version, ...before.filter((other) => !replaced.includes(other))]);
    return { type, version, time, order };
  }

  function remove(version: ObjectVersion): Change {
    kept?.change(config.name, undefined, [version]);
    const rest = objects.get(version.key)!.filter((other) => other !== version);
    if (rest.length > 0) objects.set(version.key, rest);
    else {
      objects.delete(version.key);
      keys.remove(version.key);
    }
    return { type: 'Delete', version, ...tick() };
  }

  return {
    config,
    find,
    keys,
    versions: (key) => objects.get(key) ?? [],
    begin(key) {
      const write = { key, deleted: false };
      writes.add(write);
      return write;
    },
    abandon: (write) => void writes.delete(write),
    hold: async (bytes) => (kept ? kept.hold(bytes) : bytes),
    drop: (bytes) => kept?.drop(bytes),
    put(write, content, conditions) {
      const newest = find(write.key);
      const current = newest?.deleteMarker ? undefined : newest;
      const conditional = conditions.createOnly || conditions.replaces !== undefined;
      if (conditional && write.deleted && !current) {
        throw new S3Error(
          'ConditionalRequestConflict',
          'The conditional request cannot succeed due to a conflicting operation against this resource.',
          { Condition: conditions.createOnly ? 'If-None-Match' : 'If-Match', Key: write.key },
        );
      }
      checkWrite(conditions, current, write.key);
      return add('Put', write.key, content);
    },
    copy: (key, { body, etag, headers, checksum }) => add('Copy', key, { body, etag, headers, checksum }),
    delete(key, versionId) {
      for (const write of writes) if (write.key === key) write.deleted = true;
      if ((config.versioned || config.suspended) && versionId === undefined)
        return add('DeleteMarkerCreated', key, NOTHING);
      const version = find(key, versionId);
      return version && remove(version);
    },
  };
}

/**
 * Time and order of each change: a later change never has an earlier time, and always a greater order.
 * @param order - of the last change there was
 */
export function createTicker(order = 0n): () => { time: number; order: bigint } {
  let time = Number(order >> 20n);
  return () => {
    time = Math.max(time, Date.now());
    // 2^20 changes fit into a millisecond before the order runs ahead of the clock; running ahead does no harm.
    const floor = BigInt(time) << 20n;
    order = order >= floor ? order + 1n : floor;
    return { time, order };
  };
}

/** 32 URL-safe characters, as S3's are. */
function newVersionId(): string {
  return randomBytes(24).toString('base64url').replaceAll('-', '.');
}
