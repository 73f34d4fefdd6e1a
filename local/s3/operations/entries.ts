import type { ObjectVersion } from '../store/object-version.ts';
import { compareKeys } from '../store/sorted-keys.ts';
import type { BucketStore } from '../store/store.ts';

/** A line of a listing: an object, or the keys that a delimiter rolls up into one common prefix. */
export interface Entry {
  /** The key or the common prefix; orders the page and continues it. */
  name: string;
  version?: ObjectVersion;
}

interface Listing {
  prefix: string;
  /** Empty for none. */
  delimiter: string;
  /**
   * Where an earlier page ended: after all of a key or of a common prefix, or after one of a key's versions. When that version
   * is gone meanwhile, all of the key's come: rather twice than never.
   */
  after: { key: string; versionId?: string | undefined } | undefined;
  /** Those of a key's versions that the listing is about. */
  shown(versions: readonly ObjectVersion[]): readonly ObjectVersion[];
}

/** The lines of a listing one by one, so that a page costs what is on it, and not what is in the bucket. */
export function* entriesOf(
  { keys, versions }: Pick<BucketStore, 'keys' | 'versions'>,
  { prefix, delimiter, after, shown }: Listing,
): Generator<Entry> {
  const within = after?.versionId === undefined ? undefined : after.key;
  const isReached = (key: string) => {
    if (compareKeys(key, prefix) < 0) return false;
    return !after || compareKeys(key, after.key) > 0 || key === within;
  };
  let index = keys.first(isReached);
  for (let key = keys.at(index); key?.startsWith(prefix); key = keys.at(index)) {
    const all = shown(versions(key));
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end < 0 || all.length === 0) {
      const marked = key === within ? all.findIndex(({ versionId }) => versionId === after?.versionId) : -1;
      for (const version of all.slice(marked + 1)) yield { name: key, version };
      index++;
      continue;
    }
    const name = key.slice(0, end + delimiter.length);
    if (!after || compareKeys(name, after.key) > 0) yield { name };
    index = keys.first((other) => compareKeys(other, name) > 0 && !other.startsWith(name));
  }
}

/** @param most - as many as the page takes */
export function pageOf(entries: Iterable<Entry>, most: number): { page: Entry[]; truncated: boolean } {
  const page: Entry[] = [];
  // S3 says of a page that may hold nothing that it is whole: there is nothing by which to go on.
  if (most === 0) return { page, truncated: false };
  for (const entry of entries) {
    if (page.length === most) return { page, truncated: true };
    page.push(entry);
  }
  return { page, truncated: false };
}
