import type { Disposition, PreSignedUrl, UploadUrlBody } from './contract.ts';
import { newRecord } from './create-record.ts';
import { checkDeclaration } from './declaration.ts';
import { DomainError, invalidField } from './errors.ts';
import { namedId } from './identity.ts';
import { outliveOf } from './lifetime.ts';
import type { Services } from './services.ts';
import { newTicket } from './tickets.ts';
import { applyEdit } from './update-record.ts';

/** Used when the caller gives no filename; the bytes decide the type anyway. */
const DEFAULT_FILENAME = 'image';

export interface ImageName {
  userId: string;
  imageId: string;
}

/** `tweetId` is an older name of `imageId`. */
export function imageName(body: {
  userId: string;
  imageId?: string | undefined;
  tweetId?: string | undefined;
}): ImageName {
  const { userId, imageId, tweetId } = body;
  if (imageId !== undefined && tweetId !== undefined && imageId !== tweetId) {
    throw invalidField('tweetId', 'must equal imageId when both are given');
  }
  const name = imageId ?? tweetId;
  if (name === undefined) throw invalidField('imageId', 'is required');
  return { userId, imageId: name };
}

/** A ticket for the caller's image; the record is created when it is the first one. */
export async function namedUpload(
  services: Services,
  name: ImageName,
  body: UploadUrlBody,
): Promise<PreSignedUrl> {
  const now = Date.now();
  const declared = checkDeclaration(services.settings, body);
  const { filename } = body;
  const id = namedId(name.userId, name.imageId);
  const fresh = newRecord(services.settings, id, { ...name, filename: filename ?? DEFAULT_FILENAME }, now);
  const outcome = await services.store.create(fresh);
  const record = 'refused' in outcome ? await anotherTicket(services, id, filename, now) : outcome;
  return newTicket(services, record, declared, now);
}

async function anotherTicket(services: Services, id: string, filename: string | undefined, now: number) {
  const outlive = outliveOf(services.settings, now);
  const revise = filename !== undefined;
  return (await applyEdit(services, id, { edit: { filename }, count: true, outlive, revise, now })).record;
}

/** @throws DomainError `NotFound` while there is no image */
export async function namedDownload(
  services: Services,
  name: ImageName,
  disposition: Disposition,
): Promise<PreSignedUrl> {
  const record = await services.store.get(namedId(name.userId, name.imageId));
  if (record?.imageEvent === undefined) throw new DomainError('NotFound', 'There is no such image yet');
  return services.urls.download(record, disposition, Date.now());
}
