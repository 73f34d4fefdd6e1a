import { createHash } from 'node:crypto';

/** SHA-256 of several texts. JSON keeps the parts apart: no two lists of parts give the same text. */
export function digest(...parts: string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}
