/**
 * What the inspector is asked to look at once more. It decides by the record as it finds it: the reconciler, which asks, writes
 * no records (docs/adr/0023-bucket-and-table-agree.md).
 */
export type Recheck = RecheckObject | RecheckIndex;

/** One version of one object, as a listing has it. */
export interface RecheckObject {
  kind: 'object';
  key: string;
  /** Undefined where the bucket keeps none. */
  versionId?: string | undefined;
  eTag: string;
  /** Bytes. */
  size: number;
  /** `LastModified`, epoch ms: to the second. */
  storedAt: number;
  /** The record's thumbnail is gone, or of another image: to be drawn anew. */
  redraw?: boolean | undefined;
}

/** The index attributes of a record. */
export interface RecheckIndex {
  kind: 'index';
  id: string;
  incarnation?: string | undefined;
}

const RECORD_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INCARNATION = /^[\w-]{10}$/;

/** Whether a record can be asked for by these: one that somebody else has put into the table may have others. */
export function isRecordName({ id, incarnation }: { id?: unknown; incarnation?: unknown }): boolean {
  const isKnown = (value: unknown, form: RegExp) => typeof value === 'string' && form.test(value);
  return isKnown(id, RECORD_ID) && (incarnation === undefined || isKnown(incarnation, INCARNATION));
}

/**
 * The message for the queue of uploads. An older release's inspector finds no upload in it, and is done: the next run asks
 * again.
 */
export function toMessage(recheck: Recheck): string {
  return JSON.stringify({ Records: [], recheck });
}
