import { S3Error } from '../http/errors.ts';
import type { Claim } from './claim.ts';

/** How far a client's clock may be off, ms. */
const MAX_SKEW_MS = 15 * 60_000;

/**
 * Checks that a claim is in force now.
 * @throws S3Error AccessDenied when a presigned URL has expired or is not valid yet; RequestTimeTooSkewed when a
 * signed header's date is more than 15 minutes off, either way.
 */
export function checkClock(claim: Claim, now: number): void {
  const signedAt = timeOf(claim.date);
  if (signedAt === undefined) {
    throw claim.by === 'query'
      ? new S3Error(
          'AuthorizationQueryParametersError',
          `X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`,
        )
      : new S3Error('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  const serverTime = new Date(now).toISOString();
  if (claim.by === 'header') {
    if (Math.abs(now - signedAt) <= MAX_SKEW_MS) return;
    throw new S3Error(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      { RequestTime: claim.date, ServerTime: serverTime, MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS) },
    );
  }
  if (signedAt - now > MAX_SKEW_MS) {
    throw new S3Error('AccessDenied', 'Request is not valid yet', {
      'X-Amz-Date': claim.date,
      ServerTime: serverTime,
    });
  }
  const expires = claim.expires ?? 0;
  const end = signedAt + expires * 1000;
  if (now > end) {
    throw new S3Error('AccessDenied', 'Request has expired', {
      'X-Amz-Expires': String(expires),
      Expires: new Date(end).toISOString(),
      ServerTime: serverTime,
    });
  }
}

/** Epoch ms of `yyyymmddThhmmssZ`; undefined for anything else, and for days that no calendar has. */
function timeOf(date: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const time = Date.parse(iso);
  return Number.isNaN(time) || new Date(time).toISOString() !== iso ? undefined : time;
}
