import { sha256Of } from '../file.ts';
import { Refusal, refusedField } from './refusal.ts';

const CHOSEN = 'cannot be given: it is that of whoever has signed in';

/** Bytes of a body, as the API takes them. */
const MOST_BYTES = 65_536;

/**
 * The request's body, a JSON object without a `userId`: whose a record is, is not for the caller to say.
 * @param empty what stands for no body at all
 * @throws Refusal 400, 413 or 415
 */
export async function objectOf(
  request: Request,
  empty?: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const text = await textOf(request);
  if (text === '' && empty) return empty;
  // What a form can send is no JSON: another hurdle for pages of others.
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new Refusal(415, 'UnsupportedMediaType', 'Send JSON, and Content-Type: application/json.');
  }
  const body = parse(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refusedField('body', 'must be a JSON object');
  }
  if (Object.hasOwn(body, 'userId')) throw refusedField('userId', CHOSEN);
  return body as Record<string, unknown>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusedField('body', 'must be a JSON object');
  }
}

async function textOf({ body }: Request): Promise<string> {
  if (!body) return '';
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  const reader = body.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      throw new Refusal(413, 'PayloadTooLarge', `The body has more than ${MOST_BYTES} bytes.`);
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** The query, which may have these names; `userId` is none of them. @throws Refusal 400 */
export function queryOf(request: Request, names: readonly string[]): Record<string, string> {
  const { searchParams } = new URL(request.url);
  const query: Record<string, string> = {};
  for (const [name, value] of searchParams) {
    if (name === 'userId') throw refusedField('userId', CHOSEN);
    if (!names.includes(name)) throw refusedField(name, 'is not known');
    if (Object.hasOwn(query, name)) throw refusedField(name, 'is given twice');
    query[name] = value;
  }
  return query;
}

/** The version of an `If-Match`, undefined for any. @throws Refusal 400 */
export function ifMatchOf({ headers }: Request): number | undefined {
  const tag = headers.get('if-match')?.trim();
  if (tag === undefined || tag === '*') return undefined;
  const version = /^"(\d{1,15})"$/.exec(tag)?.[1];
  if (version === undefined) throw refusedField('If-Match', 'must be one ETag of a record, or *');
  return Number(version);
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
