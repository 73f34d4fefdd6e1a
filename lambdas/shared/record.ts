import type { ImageType } from '../../contract/image-types.ts';
import type { RejectionCode, Status } from '../../contract/outcomes.ts';
import { uploadIdOf } from './objects/object-key.ts';
import type { Thumbnail } from './objects/thumbnail.ts';

/** The last refused upload of a record. */
export interface Rejection {
  code: RejectionCode;
  /** One sentence for a person. */
  message: string;
  /** Epoch ms of the upload event. */
  at: number;
}

/** What the inspector found in an accepted image. Held as one map, so that a replacement leaves nothing behind. */
export interface InspectedImage {
  /** Bytes. */
  size: number;
  /** Pixels, as displayed: clean aperture and orientation applied. */
  width: number;
  height: number;
  /** Pixels as stored, only where they differ from the displayed ones. */
  storedWidth?: number | undefined;
  storedHeight?: number | undefined;
  /** EXIF orientation, 1 to 8. */
  orientation?: number | undefined;
  contentType: ImageType;
  animated?: boolean | undefined;
  /** Of its object; undefined where the bucket keeps none, or release 0.1.0 accepted it. */
  versionId?: string | undefined;
  /** Hex SHA-256 as S3 verified it, when the ticket declared one. */
  sha256?: string | undefined;
  /** Epoch ms of the upload event. */
  uploadedAt: number;
}

/** What became of a ticket: an upload has used it. */
export interface UsedTicket {
  /** {@link eventOrder} of the upload. */
  event: string;
  /** When the ticket has run out for certain, epoch seconds. */
  until: number;
  /** Of the upload's object. */
  versionId?: string | undefined;
}

/** The attribute that holds {@link ImageRecord.ttl} in the table. */
export const TTL_ATTRIBUTE = 'expiresAt';

/**
 * A record as the table holds it. The API writes the caller's part and the keys; the inspector alone writes the
 * part from `image` on. `status` is not stored: {@link statusOf} derives it, so the two never disagree.
 */
export interface ImageRecord {
  id: string;
  /**
   * Tells the record from others that had its id before, or will have it: an id can come from a name. Part of every object
   * key, and of every condition. Undefined in records of release 0.1.0.
   */
  incarnation?: string | undefined;
  filename: string;
  /** Epoch ms. */
  createdAt: number;
  updatedAt: number;
  /** Of the last edit; by it a repeated request to the table finds that the first one was answered in vain. */
  lastEdit?: string | undefined;
  /** The record's revision: rises by one with every change; its ETag. */
  version: number;
  /** Partition key of the `feed` index: `feed#<shard>`. */
  feed: string;
  /** Sort key of both indexes: 13-digit `createdAt`, `#`, `id`. */
  sortKey: string;
  title?: string | undefined;
  userId?: string | undefined;
  imageId?: string | undefined;
  tags: ReadonlySet<string>;
  attributes: Record<string, string | number | boolean>;
  /** At least the bytes of `attributes` as JSON: grows with every merge, exact again once it nears the limit. */
  attributesBytes: number;
  /** The tickets that uploads have used, by their upload ids, each at least until it has run out. */
  used?: Record<string, UsedTicket> | undefined;
  /** When DynamoDB may delete the record, epoch seconds; only until the first image is accepted. */
  ttl?: number | undefined;
  /** Id of the item that remembers the POST which made the record, where it had an `Idempotency-Key`. */
  requestId?: string | undefined;

  image?: InspectedImage | undefined;
  /** Orders accepted images: {@link eventOrder} of the event that wrote `image`. */
  imageEvent?: string | undefined;
  /** The accepted image's object key first, then replaced ones still to be deleted. */
  objectKeys?: string[] | undefined;
  /** 1, 2, … with each accepted image. */
  contentVersion?: number | undefined;
  /** Written by the thumbnailer alone, without a new `version`; the inspector removes it with the image. */
  thumbnail?: Thumbnail | undefined;
  rejection?: Rejection | undefined;
  /** Orders refusals: {@link eventOrder} of the event that wrote `rejection`. */
  rejectionEvent?: string | undefined;
}

/** Whether an image was ever accepted. */
export function hasImage({ imageEvent }: Pick<ImageRecord, 'imageEvent'>): boolean {
  return imageEvent !== undefined;
}

/** An image that was accepted, in its bucket. */
export interface StoredImage {
  key: string;
  /** Undefined where the bucket keeps none, or release 0.1.0 accepted it. */
  versionId: string | undefined;
}

/** The images that a record names: the accepted one, then replaced ones still to be put aside. */
export function storedImages({ objectKeys = [], image, used = {} }: ImageRecord): StoredImage[] {
  return objectKeys.map((key, i) => ({
    key,
    versionId: i === 0 ? image?.versionId : used[uploadIdOf(key)]?.versionId,
  }));
}

/** The tickets that were used and may not have run out yet. @param now - epoch ms */
export function unexpiredTickets({ used = {} }: Pick<ImageRecord, 'used'>, now: number): number {
  return Object.values(used).filter(({ until }) => until * 1000 > now).length;
}

/**
 * `ready` once an image was accepted, and for good: a refused replacement leaves the last good image in place and
 * shows as `rejection`. `rejected` when uploads were refused and none was ever accepted.
 */
export function statusOf(record: Pick<ImageRecord, 'imageEvent' | 'rejectionEvent'>): Status {
  if (hasImage(record)) return 'ready';
  return record.rejectionEvent === undefined ? 'pending' : 'rejected';
}

/** The refusal that a client should see: one older than the accepted image is history. */
export function currentRejection(record: ImageRecord): Rejection | undefined {
  const { rejection, rejectionEvent = '', imageEvent = '' } = record;
  return rejectionEvent > imageEvent ? rejection : undefined;
}

/**
 * A string that sorts as upload events happened: by event time, then by S3's sequencer, which is hexadecimal of
 * varying length and compares after padding the shorter one with zeros on the right.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function eventOrder(eventTimeMs: number, sequencer: string): string {
  return `${String(eventTimeMs).padStart(13, '0')}#${sequencer.toUpperCase().padEnd(40, '0')}`;
}

export function sortKeyOf(createdAt: number, id: string): string {
  return `${String(createdAt).padStart(13, '0')}#${id}`;
}
