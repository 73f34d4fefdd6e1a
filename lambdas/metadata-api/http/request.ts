import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod/mini';
import { INTEGER_PARAMETERS, idempotencyKey, recordPath } from '../../../contract/requests.ts';
import { MAX_BODY_BYTES } from '../../../contract/sizes.ts';
import { invalidField } from '../errors.ts';
import type { RetryKey } from '../records/create-once.ts';
import { headerLines } from './answer.ts';
import type { Caller } from './caller.ts';
import { acceptedVersions } from './if-match.ts';
import { readJson } from './json-body.ts';
import { NOT_KNOWN, validate } from './validation.ts';

export function idOf(event: APIGatewayProxyEvent): string {
  return validate(recordPath, { id: event.pathParameters?.id }).id.toLowerCase();
}

/** @param settled - fields that are not the request's to name */
export function bodyOf<Schema extends z.core.$ZodType>(
  event: APIGatewayProxyEvent,
  schema: Schema,
  settled?: object,
  maxBytes = MAX_BODY_BYTES,
): z.output<Schema> {
  const value = readJson(event, maxBytes);
  if (value === undefined) throw invalidField('body', 'is required: a JSON object');
  return checked(value, schema, settled);
}

/** @param settled - fields that are not the request's to name */
export function checked<Schema extends z.core.$ZodType>(
  value: unknown,
  schema: Schema,
  settled: object = {},
): z.output<Schema> {
  return validate(schema, isObject(value) ? withSettled(value, settled) : value);
}

/**
 * Query parameters are text; those that the contract wants as integers are read as such.
 * @param settled - parameters that are not the request's to name
 */
export function queryOf<Schema extends z.core.$ZodType>(
  event: APIGatewayProxyEvent,
  schema: Schema,
  settled: object = {},
): z.output<Schema> {
  const repeated = Object.entries(event.multiValueQueryStringParameters ?? {}).find(
    ([, { length } = []]) => length! > 1,
  );
  if (repeated) throw invalidField(repeated[0], 'is given twice');
  const query = Object.entries(event.queryStringParameters ?? {}).map(([name, value = '']) => [
    name,
    INTEGER_PARAMETERS.has(name) ? integer(name, value) : value,
  ]);
  return validate(schema, withSettled(Object.fromEntries(query), settled));
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws DomainError `ValidationFailed` for a request that names what is settled */
function withSettled(given: object, settled: object): object {
  for (const name of Object.keys(settled))
    if (Object.hasOwn(given, name)) throw invalidField(name, NOT_KNOWN);
  return { ...given, ...settled };
}

function integer(name: string, text: string): number {
  if (!/^-?\d{1,16}$/.test(text)) throw invalidField(name, 'must be an integer');
  return Number(text);
}

function checkKey(key: string): string {
  const result = idempotencyKey.safeParse(key);
  if (!result.success) throw invalidField('Idempotency-Key', 'must be 1 to 255 printable ASCII characters');
  return key;
}

/** The retry key of a POST, undefined when it has none. */
export function retryKeyOf(event: APIGatewayProxyEvent, { space }: Caller): RetryKey | undefined {
  const [key, another] = headerLines(event, 'Idempotency-Key');
  if (another !== undefined) throw invalidField('Idempotency-Key', 'is given twice');
  return key === undefined ? undefined : { space, key: checkKey(key) };
}

/** @throws DomainError `ValidationFailed` for an `If-Match` that could not be about one record */
export function noVersions(event: APIGatewayProxyEvent): void {
  if (versionsOf(event)) throw invalidField('If-Match', 'must be left out: it is about one record');
}

/** The versions that `If-Match` accepts, undefined for any. */
export function versionsOf(event: APIGatewayProxyEvent): number[] | undefined {
  return acceptedVersions(headerLines(event, 'If-Match'));
}
