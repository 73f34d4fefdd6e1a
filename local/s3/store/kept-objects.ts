import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFolder } from '../../data/data-folder.ts';
import type { Bytes, ObjectVersion } from './object-version.ts';

/** Objects that outlive the run: their bytes are files, and what is known of them is in the folder's database. */
export interface KeptObjects {
  /** Of the last change. */
  order: bigint;
  /** Those of a bucket, oldest first. */
  versions(bucket: string): ObjectVersion[];
  hold(bytes: Buffer): Promise<Bytes>;
  drop(bytes: Bytes): void;
  /** Notes a version that is new, and those that are no more. */
  change(bucket: string, added: ObjectVersion | undefined, removed: readonly ObjectVersion[]): void;
}

interface FileBytes extends Bytes {
  name: string;
}

/** Undefined where there are no bytes. */
const fileOf = (bytes: Bytes): FileBytes | undefined => ('name' in bytes ? (bytes as FileBytes) : undefined);

interface Row extends Omit<ObjectVersion, 'body' | 'order'> {
  bucket: string;
  /** Nothing where there are no bytes. */
  file?: { name: string; length: number };
}

/**
 * A file is complete before its object is noted, and deleted after the object is: whatever lies between is a file of no
 * object, which the next opening deletes.
 * @throws Error with a sentence for a person, when files are missing
 */
export function openObjects(data: DataFolder): KeptObjects {
  const folder = join(data.path, 'objects');
  mkdirSync(folder, { recursive: true });
  const rows = data.map<Row>('objects');
  const ordersAs = data.map<string>('order');
  /** How many versions have the same bytes, which copies do. */
  const uses = new Map<string, number>();
  const use = (name: string, change: 1 | -1) => uses.set(name, (uses.get(name) ?? 0) + change);

  const loaded = rows.entries().map(([id, { bucket, file, ...rest }]) => {
    if (file) use(file.name, 1);
    const body = file ? bytesOf(folder, file) : Buffer.alloc(0);
    return { bucket, version: { ...rest, body, order: BigInt(`0x${id}`) } };
  });
  const files = new Set(readdirSync(folder));
  for (const name of files) if (!uses.has(name)) rmSync(join(folder, name), { force: true });
  const missing = [...uses.keys()].filter((name) => !files.has(name)).length;
  if (missing > 0) throw new Error(`${folder} lacks the bytes of ${missing} objects; name an empty folder`);

  const drop = (bytes: Bytes) => {
    const file = fileOf(bytes);
    // Once nothing that is under way can need it; left to the next opening when the run ends before.
    if (file && !uses.get(file.name)) setImmediate(() => rmSync(join(folder, file.name), { force: true }));
  };
  return {
    order: BigInt(ordersAs.get('last') ?? 0),
    versions: (bucket) => loaded.filter((one) => one.bucket === bucket).map(({ version }) => version),
    async hold(bytes) {
      const name = randomUUID();
      const path = join(folder, name);
      try {
        await writeFile(path, bytes, { flag: 'wx' });
      } catch (error) {
        rmSync(path, { force: true });
        throw error;
      }
      return bytesOf(folder, { name, length: bytes.length });
    },
    drop,
    change: (bucket, added, removed) =>
      data.together(() => {
        if (added) {
          const { body, order, ...rest } = added;
          const file = fileOf(body);
          const kept = file && { file: { name: file.name, length: file.length } };
          rows.set(idOf(added), { ...rest, bucket, ...kept });
          ordersAs.set('last', String(order));
          if (file) use(file.name, 1);
        }
        for (const version of removed) {
          rows.delete(idOf(version));
          const file = fileOf(version.body);
          if (file) use(file.name, -1);
          drop(version.body);
        }
      }),
  };
}

/** Sorts as the orders do. */
const idOf = ({ order }: ObjectVersion): string => order.toString(16).padStart(20, '0');

function bytesOf(folder: string, { name, length }: { name: string; length: number }): FileBytes {
  return {
    name,
    length,
    subarray(from, to) {
      const bytes = Buffer.allocUnsafe(to - from);
      const file = openSync(join(folder, name), 'r');
      try {
        let done = 0;
        while (done < bytes.length) {
          const read = readSync(file, bytes, done, bytes.length - done, from + done);
          if (read === 0) throw new Error('The file of an object is shorter than the object.');
          done += read;
        }
      } finally {
        closeSync(file);
      }
      return bytes;
    },
  };
}
