import { MAX_USED_TICKETS } from '../../contract/fields.ts';
import type { ThumbnailRequest } from '../shared/objects/thumbnail.ts';
import type { Upload } from './events.ts';
import type { InspectionRules } from './inspect.ts';
import { lookAt } from './look.ts';
import type { InspectedRecords } from './records/inspected-records.ts';
import { isUser, type RecordState } from './records/record-state.ts';
import { settle } from './settle.ts';
import type { ThumbnailQueue } from './thumbnail-queue.ts';
import { ObjectGone, type UploadedObjects } from './uploaded-objects.ts';
import type { DisplayedImage, Rejected } from './verdict.ts';

export interface InspectorServices {
  records: InspectedRecords;
  objects: UploadedObjects;
  thumbnails: Pick<ThumbnailQueue, 'request'>;
  rules: InspectionRules;
  /** Epoch ms. */
  now(): number;
}

/** For the log: what became of an upload, and what it took. */
export interface Receipt {
  id: string;
  /**
   * `accepted`, `refused` (see `code`), `late` (a later upload is on the record), `duplicate`, `spent` (an earlier upload
   * has used the ticket), `missing` (no such record), `another` (its id belongs to another record by now), `stale` (the
   * object was deleted or overwritten), or `doubtful` (of a recheck: the record has been told of something since).
   */
  outcome:
    | 'accepted'
    | 'refused'
    | 'late'
    | 'duplicate'
    | 'spent'
    | 'missing'
    | 'another'
    | 'stale'
    | 'doubtful';
  code?: string;
  contentType?: string;
  gets: number;
  bytesRead: number;
}

/**
 * Inspects an upload and tells its record, once for each ticket. Every step can be repeated, and every order of events,
 * with every crash in between, leaves no object that is on no record, and none of a ticket's further uploads
 * (docs/adr/0018-identity-and-spent-tickets.md).
 */
export async function receive(upload: Upload, services: InspectorServices): Promise<Receipt> {
  const look = lookAt(upload, services);
  const receipt = () => ({ id: upload.parsed.id, ...look.taken() });
  try {
    const verdict = await look.verdict();
    if ('rejection' in verdict) {
      const refused = await refuse(upload, verdict.rejection, services);
      return { ...receipt(), ...refused };
    }
    const accepted = await accept(upload, verdict.image, services);
    return { ...receipt(), contentType: verdict.image.contentType, ...accepted };
  } catch (error) {
    if (!(error instanceof ObjectGone)) throw error;
    await forgo(upload, services);
    return { ...receipt(), outcome: 'stale' };
  }
}

type Outcome = Pick<Receipt, 'outcome' | 'code'>;

async function accept(upload: Upload, image: DisplayedImage, services: InspectorServices): Promise<Outcome> {
  const { records, objects, now } = services;
  const { versionId } = upload;
  const sha256 = upload.parsed.checksumDeclared ? await objects.verifiedSha256(upload) : undefined;
  const inspected = {
    ...image,
    size: upload.size,
    uploadedAt: upload.uploadedAt,
    ...(versionId !== undefined && { versionId }),
    ...(sha256 !== undefined && { sha256 }),
  };
  const result = await records.accept(upload, inspected, now());
  switch (result.outcome) {
    case 'done':
      await settle(upload, result.state, services);
      await requestThumbnail({ ...upload, contentType: image.contentType, event: upload.order }, services);
      return { outcome: 'accepted' };
    case 'used':
      return again(upload, result.state, services, image);
    case 'passed':
      return late(upload, services);
    case 'full':
      return refuse(upload, TOO_MANY_UPLOADS, services);
    default:
      await discard(upload, services);
      return result;
  }
}

/** Told first, deleted second: after a crash in between, the object is still there to be refused again. */
async function refuse(upload: Upload, rejection: Rejected, services: InspectorServices): Promise<Outcome> {
  const { records, objects, now } = services;
  const told = { ...rejection, at: upload.uploadedAt };
  let result = await records.reject(upload, told, now());
  if (result.outcome === 'full') result = await records.reject(upload, told, now(), false);
  switch (result.outcome) {
    case 'used':
      return again(upload, result.state, services);
    case 'passed':
      return late(upload, services);
    case 'missing':
    case 'another':
      await discard(upload, services);
      return result;
    default:
      await objects.deleteVersion(upload);
      return { outcome: 'refused', code: rejection.code };
  }
}

const TOO_MANY_UPLOADS: Rejected = {
  code: 'TooManyUploads',
  message: `The record has taken ${MAX_USED_TICKETS} uploads while their tickets lived. Wait until some have run out.`,
};

/** An upload whose ticket was used: by itself, which was handled before, wholly or in part, or by another one. */
async function again(
  upload: Upload,
  state: RecordState,
  services: InspectorServices,
  image?: DisplayedImage,
): Promise<Outcome> {
  const own = isUser(state, upload);
  if (own && upload.key === state.objectKeys[0]) {
    await settle(upload, state, services);
    // Of the event that the record has: a recheck may have received the upload under another.
    const thumbnail = image && { ...upload, contentType: image.contentType, event: state.imageEvent! };
    if (thumbnail && !state.thumbnailKnown) await requestThumbnail(thumbnail, services);
    return { outcome: 'duplicate' };
  }
  // An image that was accepted and has been replaced since: its clean-up is the replacement's.
  if (own && image) return { outcome: 'duplicate' };
  // Without a version id, deleting would hit whatever stands under the accepted image's key by now.
  if (upload.versionId || upload.key !== state.objectKeys[0]) await discard(upload, services);
  return { outcome: own ? 'duplicate' : 'spent' };
}

/** Deletes an upload that counts for nothing; but not on the word of a listing: the next recheck sees to it. */
async function discard(upload: Upload, { objects }: InspectorServices): Promise<void> {
  if (!upload.listed) await objects.deleteVersion(upload);
}

/** Deleted first, remembered second: after a crash in between, the event finds the object gone, and remembers it then. */
async function late(upload: Upload, services: InspectorServices): Promise<Outcome> {
  if (upload.listed) return { outcome: 'doubtful' };
  await services.objects.deleteVersion(upload);
  await services.records.spend(upload, services.now());
  return { outcome: 'late' };
}

/** An upload whose object is gone has used its ticket; where it was accepted before, a crash may have left replaced ones. */
async function forgo(upload: Upload, services: InspectorServices): Promise<void> {
  // Without versions it may have been overwritten by the next upload of its ticket, whose turn it is then.
  if (upload.versionId === undefined || upload.listed) return;
  const result = await services.records.spend(upload, services.now());
  if ('state' in result) await settle(upload, result.state, services);
}

type Drawable = Pick<Upload, 'key' | 'versionId' | 'eTag' | 'parsed'> &
  Pick<ThumbnailRequest, 'contentType' | 'event'>;

export function requestThumbnail(
  { key, versionId, eTag, contentType, event, parsed: { id } }: Drawable,
  { thumbnails }: Pick<InspectorServices, 'thumbnails'>,
): Promise<void> {
  return thumbnails.request({
    id,
    key,
    eTag,
    contentType,
    event,
    ...(versionId !== undefined && { versionId }),
  });
}
