import * as z from 'zod/mini';
import type { FieldError } from '../../../contract/error-codes.ts';
import { validationFailed } from '../errors.ts';

/** More would not help a reader, and a hostile body can cause thousands. */
const MAX_ERRORS = 20;

export const NOT_KNOWN = 'is not a known field';

// Compiling a parser per schema pays off after hundreds of calls; a cold start waits for the first.
z.config({ jitless: true });

/**
 * Checks a value against a schema of the contract.
 * @throws DomainError `ValidationFailed` that names every wrong field
 */
export function validate<Schema extends z.core.$ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  // Without its input, an issue cannot tell what is wrong from what is missing.
  const result = z.safeParse(schema, value, { reportInput: true });
  if (result.success) return result.data;
  throw validationFailed(result.error.issues.flatMap(fieldErrors).slice(0, MAX_ERRORS));
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: NOT_KNOWN }));
  }
  return [{ path: pathOf(issue.path), message: messageOf(issue) }];
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.') || (path.length > 0 ? '""' : 'body');
}

function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.path.length > 0
        ? 'is required'
        : `must be ${nameOf(issue.expected)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`;
    case 'too_small':
      return limit('at least', issue.minimum, issue.origin);
    case 'too_big':
      return limit('at most', issue.maximum, issue.origin);
    case 'invalid_union':
      return unionMessage(issue);
    case 'invalid_key':
      return `has a name that ${messageOf(issue.issues[0]!)}`;
    default:
      return issue.message;
  }
}

/** A union of plain types: the one branch whose type fits knows best what is wrong. */
function unionMessage(issue: z.core.$ZodIssueInvalidUnion): string {
  const inner = issue.errors.map(([first]) => first!);
  const fitting = inner.find(({ code }) => code !== 'invalid_type');
  if (fitting) return messageOf(fitting);
  const names = inner.map((one) => (one.code === 'invalid_type' ? nameOf(one.expected) : one.message));
  return `must be ${names.join(' or ')}`;
}

function nameOf(expected: string): string {
  const name = expected === 'int' ? 'integer' : expected === 'record' ? 'object' : expected;
  return `${/^[aeio]/.test(name) ? 'an' : 'a'} ${name}`;
}

const UNITS: Record<string, string> = { string: ' characters', array: ' entries' };

function limit(bound: string, size: number | bigint, origin: string): string {
  const unit = UNITS[origin];
  return unit ? `must have ${bound} ${size}${unit}` : `must be ${bound} ${size}`;
}
