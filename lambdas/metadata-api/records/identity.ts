import { randomUUID } from 'node:crypto';
import { digest } from '../../shared/digest.ts';

export const newId: () => string = randomUUID;

/**
 * The id of an image that its caller names. Any text is only ever hashed, so `../..`, `/` or Unicode forms reach
 * nothing but their own record, and two creators of one name meet at one key of the table.
 */
export function namedId(userId: string, imageId: string): string {
  return uuidOf(digest('named-image', userId, imageId));
}

/**
 * The id of the item that remembers a keyed request: no UUID, so that it is no record's. Keys of different API keys never
 * meet, nor those of users.
 */
export function requestIdOf(...spaceAndKey: string[]): string {
  return `request#${digest('idempotency-key', ...spaceAndKey).toString('base64url')}`;
}

/** Tells keyed requests of different bodies apart; the order of the body's fields does not matter. */
export function requestHash(body: unknown): string {
  return digest('request', canonicalJson(body)).toString('base64url');
}

/** 16 bytes for the upload id of a keyed request: its retries get a fresh URL for the same ticket. */
export function ticketSeed(incarnation: string, hash: string): Buffer {
  return digest('ticket', incarnation, hash).subarray(0, 16);
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
