import { createHash } from 'node:crypto';
import { parseObjectKey, uploadIdOf } from '../objects/object-key.ts';
import type { StoredImage } from '../record.ts';

/** Of the bucket, and of the paths that CloudFront serves. */
export const RENDITION_PREFIX = 'i/';

/** What images are delivered as: by the ending of their keys. */
export const RENDITION_TYPES = { webp: 'image/webp', jpg: 'image/jpeg' } as const;
export type RenditionFormat = keyof typeof RENDITION_TYPES;

/** Characters of an object key's random part, and of the digest of its version. */
const RANDOM_LENGTH = 22;
const DIGEST_LENGTH = 8;

/** A record's id, and the name of an upload, in paths. */
const FOLDER = /^i\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([A-Za-z0-9_-]{30})\//;
const RENDITION = /^([1-9]\d{0,4})\.(webp|jpg)$/;

/** A rendition that a path names. */
export interface Rendition {
  id: string;
  /** {@link uploadNameOf} the image. */
  upload: string;
  /** Pixels. */
  width: number;
  format: RenditionFormat;
}

/**
 * Names the very upload in paths, 30 characters of base64url: the random part of its key, which has the record's incarnation, and
 * a digest of its version, since one ticket can bring two objects.
 */
export function uploadNameOf({ key, versionId = '' }: StoredImage): string {
  const digest = createHash('sha256').update(versionId).digest('base64url');
  return uploadIdOf(key).slice(0, RANDOM_LENGTH) + digest.slice(0, DIGEST_LENGTH);
}

/** Where the renditions of an image lie: `i/{id}/{upload}/`. @throws Error for a key that is no image's */
export function renditionFolder(image: StoredImage): string {
  const parsed = parseObjectKey(image.key);
  if (!parsed) throw new Error('The key is no image’s');
  return `${RENDITION_PREFIX}${parsed.id}/${uploadNameOf(image)}/`;
}

/** Which upload the key of a rendition or of a master is of; undefined for any other key. */
export function parseRenditionFolder(
  key: string,
): { id: string; upload: string; folder: string; random: string } | undefined {
  const [folder, id, upload] = FOLDER.exec(key) ?? [];
  if (folder === undefined || id === undefined || upload === undefined) return undefined;
  return { id, upload, folder, random: upload.slice(0, RANDOM_LENGTH) };
}

/** Reads the key of a rendition, as the edge function writes it; undefined for any other. */
export function parseRendition(key: string): Rendition | undefined {
  const folder = parseRenditionFolder(key);
  const [, width, format] = RENDITION.exec(key.replace(FOLDER, '')) ?? [];
  if (!folder || width === undefined) return undefined;
  const { id, upload } = folder;
  return { id, upload, width: Number(width), format: format as RenditionFormat };
}

/** What the renditions of an upload are drawn from: `i/{id}/{upload}/master`, which no path of CloudFront's leads to. */
export function masterKey({ id, upload }: Pick<Rendition, 'id' | 'upload'>): string {
  return `${RENDITION_PREFIX}${id}/${upload}/master`;
}

/** `i/{id}/{upload}/{width}.webp` */
export function renditionKey({ id, upload, width, format }: Rendition): string {
  return `${RENDITION_PREFIX}${id}/${upload}/${width}.${format}`;
}
