import { randomBytes } from 'node:crypto';
import { hintedType, IMAGE_TYPES, type ImageType } from '../../contract/image-types.ts';

/** What a ticket's object key says about the upload, so that the inspector need not read the record first. */
export interface ObjectKey {
  /** The record's id, a UUID. */
  id: string;
  /** Unique for every ticket; URL-safe, and never the caller's text. */
  uploadId: string;
  /** The type that the file name's extension hints at; undefined when it hints at none. */
  hint: ImageType | undefined;
  /** The Content-Type was signed into the ticket: the bytes must be of that type. */
  typeDeclared: boolean;
  /** The SHA-256 was signed into the ticket: S3 has verified and kept it. */
  checksumDeclared: boolean;
}

export const IMAGE_PREFIX = 'images/';

const KEY =
  /^images\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([A-Za-z0-9_-]{22}(?:\.(tc?|c))?\.([a-z]{3,5}))$/;

/**
 * A new key, `images/{id}/{uploadId}`. The upload id is 128 random bits, then what was declared (`t` the type,
 * `c` the checksum), then the extension that the file name hints at (`bin` for none): `hBq…-4w.tc.jpg`.
 * @param uploadId 16 bytes, unique for every ticket
 */
export function newObjectKey(
  id: string,
  filename: string,
  declared: { contentType?: unknown; sha256?: unknown } = {},
  uploadId: Buffer = randomBytes(16),
): string {
  const marks = (declared.contentType ? 't' : '') + (declared.sha256 ? 'c' : '');
  const hint = hintedType(filename);
  const extension = hint ? IMAGE_TYPES[hint].extensions[0] : 'bin';
  return `${IMAGE_PREFIX}${id}/${uploadId.toString('base64url')}${marks && `.${marks}`}.${extension}`;
}

/** Reads a decoded key back; undefined when this service did not make it. */
export function parseObjectKey(key: string): ObjectKey | undefined {
  const match = KEY.exec(key);
  if (!match) return undefined;
  const [, id, uploadId, marks = '', extension] = match;
  return {
    id: id!,
    uploadId: uploadId!,
    hint: hintedType(`x.${extension}`),
    typeDeclared: marks.includes('t'),
    checksumDeclared: marks.includes('c'),
  };
}
