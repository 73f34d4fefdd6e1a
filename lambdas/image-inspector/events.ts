import { type ObjectKey, parseObjectKey } from '../shared/objects/object-key.ts';
import { versionIn } from '../shared/objects/version-id.ts';
import { eventOrder } from '../shared/record.ts';

/** One uploaded object, as S3 told it. */
export interface Upload {
  bucket: string;
  /** Decoded. */
  key: string;
  parsed: ObjectKey;
  /** The exact version that was uploaded; undefined where the bucket keeps none. */
  versionId: string | undefined;
  eTag: string;
  /** Bytes. */
  size: number;
  /** Epoch ms. */
  uploadedAt: number;
  /** Sorts as the uploads happened. */
  order: string;
  /** Told by a recheck, and not by S3: its event was lost, or is still to come. */
  listed?: true;
}

/** A message that is no S3 event. */
export class UnknownMessage extends Error {
  override name = 'UnknownMessage';
}

/** The part of S3's record that counts here, all of it yet to be checked. */
interface S3Record {
  eventName?: unknown;
  eventTime?: unknown;
  s3?: {
    bucket?: { name?: unknown };
    object?: { key?: unknown; size?: unknown; eTag?: unknown; versionId?: unknown; sequencer?: unknown };
  };
}

/**
 * The uploads that a queue message tells of: none in S3's test message, and none for keys that this service did
 * not make. https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * @throws UnknownMessage
 */
export function parseUploads(body: string): Upload[] {
  const message = parseJson(body) as { Event?: unknown; Records?: unknown } | null;
  if (message?.Event === 's3:TestEvent') return [];
  if (!Array.isArray(message?.Records)) throw new UnknownMessage('The message is no S3 event');
  return message.Records.flatMap((record: S3Record | null) => toUpload(record ?? {}) ?? []);
}

function toUpload({ eventName, eventTime, s3 }: S3Record): Upload | undefined {
  if (typeof eventName !== 'string') throw new UnknownMessage('The S3 event has no name');
  // A copy is a replaced or deleted image, which was put aside.
  if (!/^(s3:)?ObjectCreated:(?!Copy$)/.test(eventName)) return undefined;
  const { key, size, eTag, versionId, sequencer } = s3?.object ?? {};
  const bucket = s3?.bucket?.name;
  const uploadedAt = Date.parse(String(eventTime));
  if (typeof bucket !== 'string' || typeof key !== 'string' || typeof eTag !== 'string' || !isSize(size)) {
    throw new UnknownMessage('The S3 event is not whole');
  }
  if (Number.isNaN(uploadedAt)) throw new UnknownMessage('The S3 event has no time');
  const decoded = decodeKey(key);
  const parsed = decoded === undefined ? undefined : parseObjectKey(decoded);
  if (!parsed) return undefined;
  return {
    bucket,
    key: decoded!,
    parsed,
    versionId: versionIn(versionId),
    eTag: eTag.replaceAll('"', ''),
    size,
    uploadedAt,
    order: eventOrder(uploadedAt, typeof sequencer === 'string' ? sequencer : ''),
  };
}

/** S3 encodes keys in events as forms do: `+` is a space. */
function decodeKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

export function isSize(size: unknown): size is number {
  return Number.isSafeInteger(size) && (size as number) >= 0;
}

/** @throws UnknownMessage */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnknownMessage('The message is not JSON');
  }
}
