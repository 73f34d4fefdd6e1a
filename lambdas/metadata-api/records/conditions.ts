import type { ImageRecord } from '../../shared/record.ts';
import { DomainError, recordNotFound } from '../errors.ts';

/** What a caller demands of the record that is to be changed. */
export interface Conditions {
  /** Whose it is; anybody's when undefined. */
  userId?: string | undefined;
  /** From `If-Match`; any when undefined. */
  versions?: number[] | undefined;
}

/**
 * Holds a record to the caller's `If-Match`.
 * @param versions - that the caller accepts; any when undefined
 * @throws DomainError `PreconditionFailed` with the current revision
 */
export function requireVersion(current: ImageRecord, versions: number[] | undefined): void {
  if (versions === undefined || versions.includes(current.version)) return;
  throw new DomainError('PreconditionFailed', `The record is at version ${current.version}`, {
    version: current.version,
  });
}

/**
 * Holds a record to the caller's `userId`: that of another owner, or of none, is not there for them, and nothing tells it
 * from one that does not exist.
 * @param userId - that the caller named; any when undefined
 * @throws DomainError `NotFound`
 */
export function requireOwner(current: ImageRecord | undefined, userId: string | undefined): ImageRecord {
  if (!current || (userId !== undefined && current.userId !== userId)) throw recordNotFound();
  return current;
}
