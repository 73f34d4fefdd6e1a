import { randomBytes } from 'node:crypto';
import { hintedType, IMAGE_TYPES, type ImageType } from '../../../contract/image-types.ts';

/** What a ticket's object key says about the upload, so that the inspector need not read the record first. */
export interface ObjectKey {
  /** The record's id, a UUID. */
  id: string;
  /** Which of the records that ever had this id; undefined in keys of release 0.1.0, which knew only one. */
  incarnation: string | undefined;
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
  /^images\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/(([A-Za-z0-9_-]{22})(?:\.(tc?|c))?\.([a-z]{3,5}))$/;

/** Characters of base64url, six bits each. */
const INCARNATION_LENGTH = 10;
const TICKET_LENGTH = 11;
/**
 * Ends the random part of a key with an incarnation. In release 0.1.0 that part was base64url of 16 bytes, which ends in
 * `A`, `Q`, `g` or `w`; it has kept its length, so that functions of 0.1.0 understand the key.
 */
const INCARNATION_MARK = 'i';

/** Tells a record from every other that had its id before, or will have it, and an edit from others: 60 random bits. */
export function newIncarnation(): string {
  return randomText(INCARNATION_LENGTH);
}

/**
 * A new key, `images/{id}/{uploadId}`. The upload id is the record's incarnation, 66 random bits and a mark, then what was
 * declared (`t` the type, `c` the checksum), then the extension that the file name hints at (`bin` for none):
 * `hBq…4wi.tc.jpg`.
 * @param record - one of release 0.1.0 has no incarnation, and its keys stay as they were
 * @param seed 16 bytes, unique for every ticket
 */
export function newObjectKey(
  record: { id: string; incarnation?: string | undefined },
  filename: string,
  declared: { contentType?: unknown; sha256?: unknown } = {},
  seed: Buffer = randomBytes(16),
): string {
  const { id, incarnation } = record;
  const ticket = seed.toString('base64url');
  const random =
    incarnation === undefined ? ticket : incarnation + ticket.slice(0, TICKET_LENGTH) + INCARNATION_MARK;
  const marks = (declared.contentType ? 't' : '') + (declared.sha256 ? 'c' : '');
  const hint = hintedType(filename);
  const extension = hint ? IMAGE_TYPES[hint].extensions[0] : 'bin';
  return `${IMAGE_PREFIX}${id}/${random}${marks && `.${marks}`}.${extension}`;
}

/** Reads a decoded key back; undefined when this service did not make it. */
export function parseObjectKey(key: string): ObjectKey | undefined {
  const match = KEY.exec(key);
  if (!match) return undefined;
  const [, id, uploadId, random, marks = '', extension] = match;
  return {
    id: id!,
    incarnation: incarnationIn(random!),
    uploadId: uploadId!,
    hint: hintedType(`x.${extension}`),
    typeDeclared: marks.includes('t'),
    checksumDeclared: marks.includes('c'),
  };
}

/** The incarnation in the random part of a key, its first 22 characters; undefined for one of release 0.1.0. */
export function incarnationIn(random: string): string | undefined {
  return random.endsWith(INCARNATION_MARK) ? random.slice(0, INCARNATION_LENGTH) : undefined;
}

/** The upload id in a key of this service. */
export function uploadIdOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function randomText(length: number): string {
  return randomBytes(length).toString('base64url').slice(0, length);
}
