import type { ErrorCode } from '../../../contract/error-codes.ts';

/** A request that must be refused with a clear 4xx, and must change nothing. */
export interface BadRequest {
  title: string;
  method: string;
  /** `{id}` stands for the id of a record that exists. */
  path: string;
  /** Sent as it is when text, else as JSON. */
  body?: unknown;
  /** Beside `Content-Type: application/json`, or instead of it. */
  headers?: Record<string, string>;
  code: ErrorCode;
  /** The path of an entry of `errors`. */
  field?: string;
}

/** For whatever wants a value: one that is wrong, and the field that is named where it is another than its own. */
export type Value = readonly [title: string, value: unknown, field?: string];

export const long = (length: number) => 'x'.repeat(length);

export function invalid(
  title: string,
  method: string,
  path: string,
  body: unknown,
  field: string,
): BadRequest {
  return { title, method, path, body, code: 'ValidationFailed', field };
}

export function editing(title: string, body: unknown, field: string): BadRequest[] {
  return [
    invalid(`POST with ${title}`, 'POST', '/metadata', { filename: 'a.jpg', ...(body as object) }, field),
    invalid(`PUT with ${title}`, 'PUT', '/metadata/{id}', body, field),
  ];
}
