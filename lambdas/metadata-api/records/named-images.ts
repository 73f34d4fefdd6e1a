import type { Disposition, PreSignedUrl, UploadUrlBody } from '../../../contract/requests.ts';
import { hasImage } from '../../shared/record.ts';
import { DomainError, invalidField } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import { checkDeclaration } from '../tickets/declaration.ts';
import { issueTicket } from '../tickets/issue-ticket.ts';
import { applyEdit } from './apply-edit.ts';
import { namedId } from './identity.ts';
import { outliveOf } from './lifetime.ts';
import { newRecord } from './new-record.ts';

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
  services: ApiServices,
  name: ImageName,
  body: UploadUrlBody,
): Promise<PreSignedUrl> {
  const now = Date.now();
  const declared = checkDeclaration(services.settings, body);
  const { filename } = body;
  const id = namedId(name.userId, name.imageId);
  const fresh = newRecord(services.settings, id, { ...name, filename: filename ?? DEFAULT_FILENAME }, now);
  const outcome = await services.records.create(fresh);
  const record = 'refused' in outcome ? await anotherTicket(services, id, filename, now) : outcome;
  return issueTicket(services, record, declared, now);
}

async function anotherTicket(services: ApiServices, id: string, filename: string | undefined, now: number) {
  const outlive = outliveOf(services.settings, now);
  const revise = filename !== undefined;
  return (await applyEdit(services, id, { edit: { filename }, ticket: true, outlive, revise, now })).record;
}

/** @throws DomainError `NotFound` while there is no image */
export async function namedDownload(
  services: ApiServices,
  name: ImageName,
  disposition: Disposition,
): Promise<PreSignedUrl> {
  const record = await services.records.get(namedId(name.userId, name.imageId));
  if (!record || !hasImage(record)) throw new DomainError('NotFound', 'There is no such image yet');
  return services.urls.download(record, disposition, Date.now());
}
