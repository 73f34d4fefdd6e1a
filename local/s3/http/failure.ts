import type { Answer } from '../operations/operation.ts';
import { errorDocument, S3Error } from './errors.ts';

/** What S3 answers to what was thrown: an error that is none of its own is an internal one. */
export function failure(
  error: unknown,
  { requestId, hostId }: { requestId: string; hostId: string },
): Answer {
  const known =
    error instanceof S3Error
      ? error
      : new S3Error('InternalError', `We encountered an internal error. Please try again. ${error}`);
  return {
    status: known.status,
    // A cache would take the type of a 304 for that of the object which it keeps (RFC 9111, 4.3.4).
    headers: { ...(known.status !== 304 && { 'Content-Type': 'application/xml' }), ...known.headers },
    body: errorDocument(known, requestId, hostId),
  };
}
