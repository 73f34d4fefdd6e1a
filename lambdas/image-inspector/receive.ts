import type { Upload } from './events.ts';
import { RangedSource } from './formats/source.ts';
import { type InspectionRules, inspect } from './inspect.ts';
import type { InspectedRecords } from './inspected-records.ts';
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
  now: () => number;
}

/** For the log: what became of an upload, and what it took. */
export interface Receipt {
  id: string;
  /**
   * `accepted`, `refused` (see `code`), `late` (a later upload is on the record), `duplicate`, `missing` (no such
   * record), or `stale` (the object was deleted or overwritten).
   */
  outcome: 'accepted' | 'refused' | 'late' | 'duplicate' | 'missing' | 'stale';
  code?: string;
  contentType?: string;
  gets: number;
  bytesRead: number;
}

/**
 * Inspects an upload and tells its record. Every step can be repeated, and every order of events, with every
 * crash in between, ends in the same record and leaves no object that is on no record.
 */
export async function receive(upload: Upload, services: InspectorServices): Promise<Receipt> {
  const { objects, rules } = services;
  let storedType: string | undefined;
  const source = new RangedSource(upload.size, async (start, end) => {
    const { bytes, contentType } = await objects.readRange(upload, start, end);
    storedType = contentType;
    return bytes;
  });
  const receipt = () => ({ id: upload.parsed.id, gets: source.gets, bytesRead: source.bytesRead });
  try {
    const verdict = await inspect(source, rules, {
      hint: upload.parsed.hint,
      declaredType: () => (upload.parsed.typeDeclared ? storedType : undefined),
    });
    if ('rejection' in verdict) {
      const outcome = await refuse(upload, verdict.rejection, services);
      return { ...receipt(), outcome, code: verdict.rejection.code };
    }
    const outcome = await accept(upload, verdict.image, services);
    return { ...receipt(), outcome, contentType: verdict.image.contentType };
  } catch (error) {
    if (!(error instanceof ObjectGone)) throw error;
    // It may have been refused or superseded ahead of a crash, and what had to follow is still to be done.
    await settle(upload.parsed.id, { objectKeys: [upload.key], imageEvent: undefined }, services, upload.key);
    return { ...receipt(), outcome: 'stale' };
  }
}

async function accept(
  upload: Upload,
  image: DisplayedImage,
  services: InspectorServices,
): Promise<Receipt['outcome']> {
  const { records, objects } = services;
  const { id, checksumDeclared } = upload.parsed;
  const sha256 = checksumDeclared ? await objects.verifiedSha256(upload) : undefined;
  const inspected = {
    ...image,
    size: upload.size,
    uploadedAt: upload.uploadedAt,
    ...(sha256 !== undefined && { sha256 }),
  };
  const result = await records.accept(id, inspected, upload.order, upload.key, services.now());
  if (result.outcome === 'missing') {
    await objects.deleteVersion(upload);
    return 'missing';
  }
  const { state } = result;
  if (result.outcome === 'done') {
    if (state.objectKeys.length > 1) await settle(id, state, services);
    await requestThumbnail(upload, image, services);
    return 'accepted';
  }
  if (state.imageEvent === upload.order) {
    await settle(id, state, services);
    if (!state.thumbnailKnown) await requestThumbnail(upload, image, services);
    return 'duplicate';
  }
  // Without a version id, deleting would hit whatever stands under the accepted image's key by now.
  if (upload.versionId || upload.key !== state.objectKeys[0]) await objects.deleteVersion(upload);
  await settle(id, state, services, upload.key);
  return 'late';
}

function requestThumbnail(
  { key, versionId, eTag, order, parsed: { id } }: Upload,
  { contentType }: DisplayedImage,
  { thumbnails }: InspectorServices,
): Promise<void> {
  return thumbnails.request({
    id,
    key,
    eTag,
    contentType,
    event: order,
    ...(versionId !== undefined && { versionId }),
  });
}

/** Told first, deleted second: after a crash in between, the object is still there to be refused again. */
async function refuse(
  upload: Upload,
  rejection: Rejected,
  services: InspectorServices,
): Promise<Receipt['outcome']> {
  const { records, objects, now } = services;
  const { id } = upload.parsed;
  const result = await records.reject(id, { ...rejection, at: upload.uploadedAt }, upload.order, now());
  if (result.outcome === 'missing') {
    await objects.deleteVersion(upload);
    return 'missing';
  }
  const { state } = result;
  if (state.imageEvent === upload.order) return 'duplicate';
  await objects.deleteVersion(upload);
  if (state.objectKeys.length > 0) await settle(id, state, services, upload.key);
  return 'refused';
}
