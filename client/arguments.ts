import { ArgumentError } from './errors.ts';
import { LONGEST_TIMER_MS } from './http/time-limit.ts';

/*
 * What a caller gives is checked before anything is sent: inside an attempt it would look like a fault of the network,
 * and be retried. What only the service can judge is left to it.
 */

/** The base URL without trailing slashes. @throws ArgumentError unless it is an absolute http(s) URL, and only that. */
export function checkedBaseUrl(value: unknown): string {
  const text = checkedText('baseUrl', value);
  const hidden = /[\p{C}\p{Z}]/u.exec(text);
  if (hidden) throw new ArgumentError('baseUrl', `has ${codePointOf(hidden[0])} in it: copy it anew`);
  const url = parseUrl(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ArgumentError('baseUrl', 'must be an absolute URL that begins with https:// or http://');
  }
  const { username, password, search, hash, origin, pathname } = url;
  if (username || password) throw new ArgumentError('baseUrl', 'must not have a user name or password in it');
  if (search || hash) throw new ArgumentError('baseUrl', 'must end with its path: no ? and no #');
  return origin + pathname.replace(/\/+$/, '');
}

/** `URL.canParse` came late: Node.js 19.9, Safari 17. */
function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** A text for a header, without the white space around it. The fault never repeats it: it may be a secret. */
export function checkedHeader(argument: string, value: unknown): string {
  const text = checkedText(argument, value);
  const foreign = /[^\x20-\x7e]/u.exec(text);
  if (!foreign) return text;
  const place = [...text.slice(0, foreign.index)].length + 1;
  throw new ArgumentError(
    argument,
    `has ${codePointOf(foreign[0])} as character ${place}, which no header can carry: copy it anew`,
  );
}

function checkedText(argument: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new ArgumentError(argument, 'must be a text, and not empty');
  }
  return value.trim();
}

function codePointOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** One that is given and undefined was meant to be there. */
export function checkTokenSource(token: unknown, options: object): void {
  if (typeof token !== 'function') throw new ArgumentError('token', 'must be a function that gives a token');
  if ('apiKey' in options) throw new ArgumentError('token', 'must not be given beside apiKey');
}

/** The path of a record. @throws ArgumentError for an id with which the path would be another one. */
export function recordPath(id: unknown): string {
  if (typeof id !== 'string' || /^\.{0,2}$/.test(id) || /\p{Cs}/u.test(id)) {
    throw new ArgumentError('id', 'must be the id of a record');
  }
  return `/metadata/${encodeURIComponent(id)}`;
}

/** The header of a precondition, if there is one. */
export function ifMatchHeader(version: unknown): Record<string, string> {
  if (version === undefined) return {};
  if (!Number.isSafeInteger(version)) {
    throw new ArgumentError('ifMatch', "must be a record's version, a whole number");
  }
  return { 'if-match': `"${version}"` };
}

/** What callers may set on every call. */
export function checkCall({ retries, signal }: { retries?: unknown; signal?: unknown }): void {
  if (retries !== undefined && !(Number.isSafeInteger(retries) && (retries as number) >= 0)) {
    throw new ArgumentError('retries', 'must be a whole number, 0 or more');
  }
  const { aborted, addEventListener } = Object(signal) as Partial<AbortSignal>;
  if (signal != null && !(typeof aborted === 'boolean' && typeof addEventListener === 'function')) {
    throw new ArgumentError('signal', 'must be an AbortSignal: of an AbortController its `signal`');
  }
}

/** @throws ArgumentError for a time that no timer can hold. */
export function checkTimeout(timeoutMs: unknown): void {
  if (!(typeof timeoutMs === 'number' && timeoutMs >= 1 && timeoutMs <= LONGEST_TIMER_MS)) {
    throw new ArgumentError('timeoutMs', `must be a number of milliseconds from 1 to ${LONGEST_TIMER_MS}`);
  }
}

/** @throws ArgumentError for what is no time; `Infinity` is one. */
export function checkWait(waitMs: unknown): void {
  if (waitMs !== undefined && !(typeof waitMs === 'number' && waitMs >= 0)) {
    throw new ArgumentError('waitMs', 'must be a number of milliseconds, 0 or more');
  }
}

/** Characters of a path that are told: the names in it are the caller's, and of any length. */
const LONGEST_PATH = 200;

/**
 * A body as JSON.
 * @throws ArgumentError that names the field which JSON cannot hold: a BigInt, a number that is none, what contains
 * itself. JSON would write null for NaN, and null deletes.
 */
export function jsonOf(body: object): string {
  /** What holds an object, and under which name. A path is made of it for a fault alone. */
  const holders = new Map<unknown, { holder: unknown; name: string }>();
  let last: { holder: unknown; name: string } | undefined;
  try {
    return JSON.stringify(body, function (this: unknown, name: string, value: unknown) {
      last = { holder: this, name };
      // The first place alone: what contains itself would be its own holder.
      if (typeof value === 'object' && !holders.has(value)) holders.set(value, last);
      if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`it is ${value}`);
      return value;
    });
  } catch (error) {
    const names: string[] = [];
    for (let each = last; each; each = holders.get(each.holder)) if (each.name) names.unshift(each.name);
    const path = names.join('.');
    const told = path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH)}…` : path;
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new ArgumentError(told || 'body', `cannot be sent as JSON: ${reason}`, error);
  }
}
