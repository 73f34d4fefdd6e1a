import { ids, missing, named, queries, unreadable } from './addresses.ts';
import type { BadRequest } from './bad-request.ts';
import { bodies, media, tooLarge } from './bodies.ts';
import { fields } from './edits.ts';
import { headers } from './headers.ts';

/** Requests that a function must refuse, whoever stands before it. */
export const BAD_REQUESTS: readonly BadRequest[] = [
  ...fields,
  ...bodies,
  ...media,
  ...tooLarge,
  ...ids,
  ...queries,
  ...headers,
  ...named,
  ...unreadable,
  ...missing,
];
