import type { ErrorCode } from '../error-codes.ts';

/** What each error code means, and what a client does about it: for the OpenAPI document and docs/api.md. */
export const ERROR_GUIDE: Record<ErrorCode, { meaning: string; remedy: string }> = {
  ValidationFailed: {
    meaning: 'Path, query, header or body is wrong; `errors` names each field.',
    remedy: 'Correct the named fields. Repeating the same request fails again.',
  },
  BadRequest: {
    meaning: 'The gateway cannot serve the request.',
    remedy: 'Check method, path and headers.',
  },
  Unauthorized: {
    meaning: 'The access token is missing, has ended, or is not one that the stage takes.',
    remedy: 'Sign in again, or renew the token, and send it as `Authorization: Bearer …`.',
  },
  Forbidden: {
    meaning: 'The API key is missing, wrong or disabled.',
    remedy: 'Send a valid key in `x-api-key`.',
  },
  FirewallRefused: {
    meaning: 'The firewall of the stage refused the request, whatever its key.',
    remedy: 'Do not repeat it unchanged. If it is a good request, report the `requestId`.',
  },
  NotFound: {
    meaning: 'No such path, record, or image.',
    remedy: 'Check path and id; the record may have been deleted or have expired without an upload.',
  },
  MethodNotAllowed: {
    meaning: 'The path exists, the method does not.',
    remedy: 'Use a method of the `Allow` header.',
  },
  AlreadyExists: {
    meaning: 'The user already has an image of this name.',
    remedy: 'Update the record that the message names.',
  },
  IdempotencyConflict: {
    meaning: 'The `Idempotency-Key` was used with another body, or its record was deleted.',
    remedy: 'Use a new key for a new request.',
  },
  TooManyTickets: {
    meaning: 'The record has taken 100 uploads whose tickets have not run out.',
    remedy: 'Wait until some have: a ticket lives for an hour, or as the stage says.',
  },
  EditConflict: {
    meaning: 'Others kept changing the record meanwhile; nothing was changed.',
    remedy: 'Send the request again.',
  },
  PreconditionFailed: {
    meaning: '`If-Match` does not match; `version` is the current revision.',
    remedy: 'Read the record, apply the change to it, and send its new ETag.',
  },
  PayloadTooLarge: {
    meaning: 'The request body is too large.',
    remedy: 'Send at most 64 KiB, and 256 in a batch; images go to the presigned URL.',
  },
  UnsupportedMediaType: {
    meaning: 'The body is not `application/json` in UTF-8, or not in the `Content-Encoding` that it names.',
    remedy: 'Send JSON, and `Content-Type: application/json`, plain or in gzip or deflate.',
  },
  TooManyRequests: {
    meaning: 'Too many requests a second, or from one address in five minutes.',
    remedy: 'Wait for `Retry-After` seconds, then retry with growing pauses.',
  },
  QuotaExceeded: {
    meaning: 'The daily quota of the API key is used up.',
    remedy: 'Wait until the next day, or have the quota raised.',
  },
  HourlyLimitReached: {
    meaning: 'The owner has taken as many tickets in this hour as `ticketsPerHour` allows.',
    remedy: 'Wait for `Retry-After` seconds: until the next hour begins.',
  },
  InternalError: {
    meaning: 'The service failed; details are in its log under `requestId`.',
    remedy: 'Retry with growing pauses; then report the `requestId`.',
  },
  SignInUnavailable: {
    meaning: 'The service could not check the access token: its issuer does not answer.',
    remedy: 'Repeat the request after `Retry-After` seconds. The token is not at fault: keep it.',
  },
  Timeout: {
    meaning: 'The service took too long.',
    remedy: 'Retry; a POST with the same `Idempotency-Key`, so that nothing is created twice.',
  },
};
