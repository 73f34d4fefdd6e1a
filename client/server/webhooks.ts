import type { ImageEvent, WebhookEvent } from '../../contract/events.ts';

export type { ImageEvent, WebhookEvent };

/** A request as Node.js or a function gets it; the body is what came, byte by byte, and never parsed before. */
export interface ReceivedWebhook {
  headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  body: string | Uint8Array;
}

export interface VerifyOptions {
  /** Seconds that the sender's clock may be off, or the request be late: 300 by default, in both directions. */
  toleranceSeconds?: number;
  /** Epoch ms. */
  now?: () => number;
}

/** Why a webhook is not believed. All of them are to be answered by 400 or 401. */
export type WebhookFault = 'MissingHeader' | 'BadTimestamp' | 'BadSignature' | 'BadBody';

/** The request is no webhook of the service, or an old one that somebody sends again. */
export class WebhookError extends Error {
  override name = 'WebhookError';
  readonly code: WebhookFault;

  constructor(code: WebhookFault, message: string) {
    super(message);
    this.code = code;
  }
}

const TOLERANCE_SECONDS = 300;
/** Bytes; no message of SQS is larger. */
const MOST_BYTES = 2 ** 20;
/** A sender has one, or two while its secret is rotated. */
const MOST_SIGNATURES = 10;
/** Not by its name, which not all types of platforms have. */
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/**
 * The event that a request tells of, once its signature is found to be of one of the secrets, and its time to be now. What
 * was seen already is not known here: the same `webhook-id` can come again.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @param secrets `whsec_…`, or several while they are rotated
 * @throws WebhookError for a request that is not to be believed; TypeError for a secret that is none
 */
export async function verifyWebhook(
  request: Request | ReceivedWebhook,
  secrets: string | readonly string[],
  { toleranceSeconds = TOLERANCE_SECONDS, now = Date.now }: VerifyOptions = {},
): Promise<WebhookEvent> {
  const keys = await Promise.all([secrets].flat().map(keyOf));
  if (keys.length === 0) throw new TypeError('There is no secret.');
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(request.headers, name),
  ) as [string, string, string];
  checkTime(timestamp, now() / 1000, toleranceSeconds);
  const body = await bytesOf(request);
  if (!(await isSigned(signatures, `${id}.${timestamp}.`, body, keys))) {
    throw new WebhookError(
      'BadSignature',
      'No signature is of this body by any of the secrets: another secret, or a body that was parsed or changed before.',
    );
  }
  return eventOf(body);
}

async function keyOf(secret: string): Promise<Key> {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const bytes = base64 === undefined ? undefined : decoded(base64);
  // Never the secret itself: errors are logged.
  if (!bytes?.length) throw new TypeError('A secret must be whsec_ and base64.');
  return crypto.subtle.importKey('raw', bytes, HMAC, false, ['verify']);
}

function decoded(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** @throws WebhookError */
function headerOf(headers: ReceivedWebhook['headers'], name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  const text = typeof value === 'object' ? value?.join(' ') : value;
  if (!text) throw new WebhookError('MissingHeader', `The header ${name} is missing.`);
  return text;
}

/** @throws WebhookError */
function checkTime(timestamp: string, nowSeconds: number, tolerance: number): void {
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (Math.abs(nowSeconds - seconds) <= tolerance) return;
  const what = Number.isNaN(seconds)
    ? 'is no time'
    : seconds < nowSeconds
      ? 'is too old'
      : 'is in the future';
  throw new WebhookError('BadTimestamp', `The webhook-timestamp ${what}.`);
}

/** By the platform's own comparison, which takes the same time whatever differs. */
async function isSigned(
  signatures: string,
  before: string,
  body: Uint8Array,
  keys: readonly Key[],
): Promise<boolean> {
  const signed = joined([new TextEncoder().encode(before), body]);
  const candidates = signatures
    .split(' ')
    .slice(0, MOST_SIGNATURES)
    .map((text) => (text.startsWith('v1,') ? decoded(text.slice(3)) : undefined))
    .filter((bytes) => bytes !== undefined);
  const found = await Promise.all(
    candidates.flatMap((candidate) => keys.map((key) => crypto.subtle.verify(HMAC, key, candidate, signed))),
  );
  return found.includes(true);
}

/** @throws WebhookError, TypeError */
async function bytesOf(request: Request | ReceivedWebhook): Promise<Uint8Array> {
  const { body } = request;
  if (typeof body === 'string') return limited(new TextEncoder().encode(body));
  if (body instanceof Uint8Array) return limited(body);
  if (!(request instanceof Request)) {
    throw new TypeError('The body must be the text or the bytes that came, before anything parsed them.');
  }
  if (request.bodyUsed) throw new TypeError('The body of the request was read before.');
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (let chunk = await reader?.read(); chunk?.value; chunk = await reader?.read()) {
    length += chunk.value.length;
    if (length > MOST_BYTES) await reader?.cancel();
    if (length > MOST_BYTES) throw tooLarge();
    chunks.push(chunk.value);
  }
  return joined(chunks);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function limited(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MOST_BYTES) throw tooLarge();
  return bytes;
}

const tooLarge = () => new WebhookError('BadBody', `The body has more than ${MOST_BYTES} bytes.`);

/** @throws WebhookError: somebody signs with the secret what is no event */
function eventOf(body: Uint8Array): WebhookEvent {
  try {
    const event: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (typeof (event as WebhookEvent).type === 'string') return event as WebhookEvent;
  } catch {
    // The same as what is JSON and no event.
  }
  throw new WebhookError('BadBody', 'The body is no event.');
}
