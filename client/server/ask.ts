import { ERROR_CODES, type ErrorCode } from '../../contract/error-codes.ts';
import type { ImageIntakeClient } from '../client.ts';
import { ApiError } from '../errors.ts';
import type { ApiRequest } from '../http/request.ts';
import { Refusal, retryAfterOf } from './refusal.ts';

/** What the person can do something about. */
const PERSONS = new Set<string>([
  'ValidationFailed',
  'BadRequest',
  'NotFound',
  'AlreadyExists',
  'IdempotencyConflict',
  'TooManyTickets',
  'EditConflict',
  'PreconditionFailed',
  'PayloadTooLarge',
  'UnsupportedMediaType',
  'HourlyLimitReached',
] satisfies ErrorCode[]);

/** What passes by itself, and the operator is to know of: the service is overloaded, or broken. */
const PASSING = new Set<string>(['TooManyRequests', 'InternalError', 'Timeout'] satisfies ErrorCode[]);

/** Fields that only the route gives. */
const OF_THE_ROUTE = new Set(['userId', 'ticketsPerHour']);

/**
 * Asks the API, once: the caller repeats what failed in passing.
 * @throws Refusal for an answer that is to be passed on; else what the client throws, which is between app and service
 */
export async function ask<T>(client: ImageIntakeClient, request: ApiRequest): Promise<T> {
  try {
    return await client.call<T>({ ...request, retries: 0 });
  } catch (error) {
    if (!(error instanceof ApiError) || !isPassedOn(error, request)) throw error;
    const { status, code, message, requestId, errors, version } = error;
    const fault = PASSING.has(code) ? error : undefined;
    throw new Refusal(status, code, message, {
      requestId,
      errors,
      version,
      headers: retryAfterOf(error),
      fault,
    });
  }
}

function isPassedOn(error: ApiError, { path }: ApiRequest): boolean {
  const { code, status, errors } = error;
  // By another status it is somebody else's code, or an address that is wrong.
  const right = code === 'InternalError' ? status >= 500 : statusOf(code) === status;
  if (!right || PASSING.has(code)) return right;
  if (!PERSONS.has(code) || errors.some(({ path: field }) => OF_THE_ROUTE.has(field))) return false;
  const ofAll = path === '/metadata';
  return !(ofAll && (code === 'NotFound' || errors.some(({ path: field }) => field === 'id')));
}

function statusOf(code: string): number | undefined {
  return Object.hasOwn(ERROR_CODES, code) ? ERROR_CODES[code as ErrorCode].status : undefined;
}

/** @throws ApiError `NotJson` for what only looks like an answer of the API. */
export function checkAnswer(isAnswer: boolean): void {
  if (isAnswer) return;
  const message = 'The answer is not that of the service. Check baseUrl.';
  throw new ApiError(200, { message, code: 'NotJson' });
}
