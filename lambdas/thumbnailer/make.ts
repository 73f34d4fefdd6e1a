import type { ThumbnailError } from '../../contract/outcomes.ts';
import { isDrawable, Undrawable } from '../shared/drawing/open-image.ts';
import { type ThumbnailRequest, thumbnailKey } from '../shared/objects/thumbnail.ts';
import type { Drawing } from './draw.ts';
import type { ThumbnailObjects } from './thumbnail-objects.ts';
import type { ThumbnailRecords } from './thumbnail-records.ts';

export interface ThumbnailerServices {
  records: Pick<ThumbnailRecords, 'tell'>;
  objects: Pick<ThumbnailObjects, 'read' | 'put' | 'deleteVersion' | 'deleteObsolete'>;
  /** @throws Undrawable */
  draw: (bytes: Uint8Array) => Promise<Drawing>;
}

/** For the log: what became of a request. */
export interface Receipt {
  id: string;
  /** `stale`: the image was deleted, or is not on the record any more. */
  outcome: 'made' | 'none' | 'duplicate' | 'stale';
  /** Why there is none. */
  code?: ThumbnailError;
  reason?: string;
  bytesRead?: number;
  bytesWritten?: number;
}

/** Attempts that may end without a word until the record is told, before another one, that there is no thumbnail. */
const SILENT_ATTEMPTS = 2;

/**
 * Makes the thumbnail of an accepted image and tells its record. Every step can be repeated, in any order with other
 * images of the record: a thumbnail carries the event of its image, and what the record refuses is deleted again, with
 * what is older (docs/adr/0010-thumbnails.md).
 * @param attempt 1 for the first one
 * @throws whatever S3 or DynamoDB threw: the message is retried
 */
export async function makeThumbnail(
  request: ThumbnailRequest,
  attempt: number,
  services: ThumbnailerServices,
): Promise<Receipt> {
  const { records, objects, draw } = services;
  const { id, event, contentType } = request;
  if (!isDrawable(contentType)) return giveUp(request, 'Unsupported', contentType, services);
  if (attempt > SILENT_ATTEMPTS) await records.tell(request, { error: 'Failed' });

  const bytes = await objects.read(request);
  if (!bytes) {
    await objects.deleteObsolete(request.key, (other) => other <= event);
    return { id, outcome: 'stale' };
  }
  let drawing: Drawing;
  try {
    drawing = await draw(bytes);
  } catch (error) {
    if (!(error instanceof Undrawable)) throw error;
    return giveUp(request, error.code, error.message, services);
  }
  const { webp, ...facts } = drawing;
  const key = thumbnailKey(request.key);
  const versionId = await objects.put(key, webp, event);
  const told = await records.tell(request, { key, ...facts });
  const receipt = { id, bytesRead: bytes.length, bytesWritten: webp.length };
  if (told === 'told') return { ...receipt, outcome: 'made' };
  if (versionId !== undefined) await objects.deleteVersion(key, versionId);
  // What lay under it may be of an older image, put there late and left behind by a crash.
  await objects.deleteObsolete(
    request.key,
    (other) => other < event || (told === 'superseded' && other === event),
  );
  return { ...receipt, outcome: told === 'duplicate' ? 'duplicate' : 'stale' };
}

/** No thumbnail; and none of an earlier image that came under the same key. */
async function giveUp(
  request: ThumbnailRequest,
  code: ThumbnailError,
  reason: string,
  { records, objects }: ThumbnailerServices,
): Promise<Receipt> {
  const { id, key, event } = request;
  const told = await records.tell(request, { error: code });
  // One of this very event may be another attempt's, which is about to tell.
  await objects.deleteObsolete(key, (other) => other < event || (told === 'superseded' && other === event));
  if (told === 'told') return { id, outcome: 'none', code, reason };
  return { id, outcome: told === 'duplicate' ? 'duplicate' : 'stale' };
}
