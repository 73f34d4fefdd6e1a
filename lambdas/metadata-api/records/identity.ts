import { createHash, randomUUID } from 'node:crypto';

export const newId: () => string = randomUUID;

/**
 * The id of an image that its caller names. Any text is only ever hashed, so `../..`, `/` or Unicode forms reach
 * nothing but their own record, and two creators of one name meet at one key of the table.
 */
export function namedId(userId: string, imageId: string): string {
  return uuidOf(digest('named-image', userId, imageId));
}

/** The id of the record that an `Idempotency-Key` makes; keys of different API keys never meet. */
export function idempotentId(apiKeyId: string, key: string): string {
  return uuidOf(digest('idempotency-key', apiKeyId, key));
}

/** Tells two keyed requests apart; the order of the body's fields does not matter. */
export function requestHash(apiKeyId: string, key: string, body: unknown): string {
  return digest('request', apiKeyId, key, canonicalJson(body)).toString('base64url');
}

/** 16 bytes for the upload id of a keyed request: its retries get a fresh URL for the same ticket. */
export function ticketSeed(id: string, hash: string): Buffer {
  return digest('ticket', id, hash).subarray(0, 16);
}

/** JSON keeps the parts apart: no two lists of parts give the same text. */
export function digest(...parts: string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

/** UUID version 8, RFC 9562, section 5.8. */
function uuidOf(hash: Buffer): string {
  const bytes = hash.subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
