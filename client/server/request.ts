import { sha256Of } from '../file.ts';
import { Refusal, refusedField } from './refusal.ts';

const CHOSEN = 'cannot be given: it is that of whoever has signed in';

/** Bytes of a body, as the API takes them. */
const MOST_BYTES = 65_536;

/** A body, which goes to the API as it came: what the route does not need itself is for the API to judge. */
export interface Body {
  text: string;
  /** For the route to look at. */
  fields: Record<string, unknown>;
  headers: Record<string, string>;
}

/**
 * The request's body, a JSON object without a `userId`: whose a record is, is not for the caller to say.
 * @param empty what stands for no body at all
 * @throws Refusal 400, 413 or 415
 */
export async function bodyOf(request: Request, empty?: '{}'): Promise<Body> {
  const contentType = request.headers.get('content-type') ?? '';
  if ((request.headers.get('content-encoding') ?? 'identity') !== 'identity') {
    throw new Refusal(415, 'UnsupportedMediaType', 'Send the body plain, without a Content-Encoding.');
  }
  const text = await textOf(request);
  if (text === '' && empty) return { text: empty, fields: {}, headers: {} };
  if (text === '') throw refusedField('body', 'is required: a JSON object');
  // What a form can send is no JSON: another hurdle for pages of others.
  if (!/^application\/json\s*(?:;|$)/i.test(contentType)) {
    throw new Refusal(415, 'UnsupportedMediaType', 'Send JSON, and Content-Type: application/json.');
  }
  const fields = parse(text);
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw refusedField('body', 'must be a JSON object');
  }
  if (Object.hasOwn(fields, 'userId')) throw refusedField('userId', CHOSEN);
  return { text, fields: fields as Body['fields'], headers: { 'content-type': contentType } };
}

/** The JSON of a body with a userId, which it has not. */
export function withUserId({ text, fields }: Body, userId: string): string {
  const more = Object.keys(fields).length > 0 ? ',' : '';
  return `{"userId":${JSON.stringify(userId)}${more}${text.trimStart().slice(1)}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusedField('body', 'must be a JSON object, in UTF-8 without a byte order mark');
  }
}

async function textOf({ body }: Request): Promise<string> {
  if (!body) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const reader = body.getReader();
  let bytes = 0;
  let text = '';
  for (;;) {
    const { value, done } = await reader.read().catch(() => {
      throw new Refusal(400, 'BadRequest', 'The body broke off.');
    });
    text += decoded(decoder, value);
    if (done) return text;
    bytes += value.length;
    if (bytes > MOST_BYTES) {
      void reader.cancel().catch(() => undefined);
      throw new Refusal(413, 'PayloadTooLarge', `The body has more than ${MOST_BYTES} bytes.`);
    }
  }
}

function decoded(decoder: InstanceType<typeof TextDecoder>, chunk: Uint8Array | undefined): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw refusedField('body', 'must be UTF-8');
  }
}

/** The query, which may have these names; `userId` is none of them. @throws Refusal 400 */
export function queryOf(request: Request, names: readonly string[]): Record<string, string> {
  const { searchParams } = new URL(request.url);
  const query: Record<string, string> = {};
  for (const [name, value] of searchParams) {
    if (name === 'userId') throw refusedField('userId', CHOSEN);
    if (!names.includes(name)) throw refusedField(name, 'is not a known field');
    if (Object.hasOwn(query, name)) throw refusedField(name, 'is given twice');
    query[name] = value;
  }
  return query;
}

/** The precondition, if there is one, as it came. */
export function ifMatchOf({ headers }: Request): Record<string, string> {
  const tags = headers.get('if-match');
  return tags === null ? {} : { 'if-match': tags };
}

/** The API's key of a person's `Idempotency-Key`: those of two people never meet. */
export async function keyOf({ headers }: Request, userId: string): Promise<string | undefined> {
  const key = headers.get('idempotency-key');
  if (key === null) return undefined;
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw refusedField('Idempotency-Key', 'must be 1 to 255 printable ASCII characters');
  }
  return sha256Of(new Blob([JSON.stringify([userId, key])]));
}
