import { isImageType } from '../../contract/image-types.ts';
import { parseObjectKey } from '../shared/objects/object-key.ts';
import type { ThumbnailRequest } from '../shared/objects/thumbnail.ts';

/** @throws Error when the message is none that the inspector sends */
export function parseRequest(body: string): ThumbnailRequest {
  const request = JSON.parse(body) as Partial<Record<keyof ThumbnailRequest, unknown>> | null;
  const { id, key, versionId, eTag, contentType, event } = request ?? {};
  if (
    typeof id !== 'string' ||
    typeof key !== 'string' ||
    typeof eTag !== 'string' ||
    typeof event !== 'string' ||
    !isImageType(contentType) ||
    parseObjectKey(key)?.id !== id
  ) {
    throw new Error('The message asks for no thumbnail');
  }
  return { id, key, eTag, contentType, event, ...(typeof versionId === 'string' && { versionId }) };
}
