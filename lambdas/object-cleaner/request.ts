import type { CleaningRequest } from '../shared/following/cleaning.ts';
import { parseObjectKey } from '../shared/objects/object-key.ts';
import type { StoredImage } from '../shared/record.ts';

type Unchecked = Partial<Record<string, unknown>>;

/** @throws Error when the message is none that the relay sends: nothing is deleted by a message that is not understood */
export function parseRequest(body: string): CleaningRequest {
  const { kind, eraseId, requestedAt, ...record } = (JSON.parse(body) ?? {}) as Unchecked;
  if (kind === 'erase' && typeof eraseId === 'string' && typeof requestedAt === 'number') {
    return { kind, eraseId, requestedAt };
  }
  const { id, incarnation, owner, images, replaced = [], createdAt, version } = record;
  if (kind !== 'vanished' || typeof id !== 'string' || !Array.isArray(images) || !Array.isArray(replaced))
    throw unknown();
  const imagesOf = (list: (Unchecked | null)[]) => list.map((image) => imageOf(id, image ?? {}));
  return {
    kind,
    id,
    images: imagesOf(images),
    ...(replaced.length > 0 && { replaced: imagesOf(replaced) }),
    ...(typeof incarnation === 'string' && { incarnation }),
    ...(typeof owner === 'string' && { owner }),
    ...(typeof createdAt === 'number' && { createdAt }),
    ...(typeof version === 'number' && { version }),
  };
}

/** Only of this record, whatever a message says. */
function imageOf(id: string, { key, versionId }: Unchecked): StoredImage {
  if (typeof key !== 'string' || parseObjectKey(key)?.id !== id) throw unknown();
  return { key, versionId: typeof versionId === 'string' ? versionId : undefined };
}

function unknown(): Error {
  return new Error('The message asks for no cleaning');
}
