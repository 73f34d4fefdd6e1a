import { digest } from '../../../shared/digest.ts';
import { invalidField } from '../../errors.ts';

/** What a cursor is good for: the same table, filters and order. */
export type CursorScope = readonly unknown[];

const TIME_BYTES = 6;
const ID_BYTES = 16;
const CHECK_BYTES = 8;

/**
 * An opaque cursor: the sort key in 22 bytes, then a check that ties it to its listing. The check is against
 * mistakes; a forged cursor could only skip within the caller's own listing.
 */
export function encodeCursor(sortKey: string, scope: CursorScope): string {
  const [time, id] = sortKey.split('#') as [string, string];
  const position = Buffer.alloc(TIME_BYTES + ID_BYTES);
  position.writeUIntBE(Number(time), 0, TIME_BYTES);
  position.write(id.replaceAll('-', ''), TIME_BYTES, 'hex');
  return Buffer.concat([position, checkOf(position, scope)]).toString('base64url');
}

/** @throws DomainError `ValidationFailed` for a cursor that is damaged or belongs to another listing */
export function decodeCursor(cursor: string, scope: CursorScope): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const position = bytes.subarray(0, TIME_BYTES + ID_BYTES);
  const intact =
    bytes.length === TIME_BYTES + ID_BYTES + CHECK_BYTES &&
    bytes.toString('base64url') === cursor &&
    checkOf(position, scope).equals(bytes.subarray(TIME_BYTES + ID_BYTES));
  if (!intact)
    throw invalidField('cursor', 'is damaged, or belongs to a listing with other filters or order');
  const time = String(position.readUIntBE(0, TIME_BYTES)).padStart(13, '0');
  const id = position.toString('hex', TIME_BYTES);
  return `${time}#${id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

function checkOf(position: Buffer, scope: CursorScope): Buffer {
  return digest('cursor', position.toString('hex'), JSON.stringify(scope)).subarray(0, CHECK_BYTES);
}
