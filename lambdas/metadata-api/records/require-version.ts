import type { ImageRecord } from '../../shared/record.ts';
import { DomainError } from '../errors.ts';

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
