import type { Checksum } from './checksums.ts';

/** Bytes of an object: a buffer, or a file. */
export interface Bytes {
  readonly length: number;
  subarray(from: number, to: number): Buffer;
}

/** What a PUT brings. */
export interface StoredContent {
  body: Bytes;
  /** MD5, hex, without quotes. */
  etag: string;
  /** `content-type` and the other headers that come back with the object, by their response names. */
  headers: Record<string, string>;
  checksum: Checksum | undefined;
}

export interface ObjectVersion extends StoredContent {
  key: string;
  /** `null` in a bucket without versions. */
  versionId: string;
  deleteMarker: boolean;
  /** Epoch ms. */
  lastModified: number;
  /** Rises with every change of the store. */
  order: bigint;
}

/** A change of one key, as notifications need it. */
export interface Change {
  type: 'Put' | 'Copy' | 'Delete' | 'DeleteMarkerCreated';
  version: ObjectVersion;
  /** Epoch ms, never before that of an earlier change. */
  time: number;
  order: bigint;
}
