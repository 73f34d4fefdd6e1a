import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Invocation } from '../lambda/functions.ts';

/** Functions that may be invoked by hand. */
export interface ByHand {
  /** Nobody may without one. */
  key: string | undefined;
  /** By their short names. @throws Error when one cannot be run */
  functions: ReadonlyMap<string, (event: unknown) => Promise<Invocation>>;
  /** One line a request. */
  onAccess(line: string): void;
}

interface Answer {
  status: number;
  /** JSON. */
  body: string;
}

/** No name of a bucket, and no stage of an API. */
const PREFIX = '/_functions/';
/** Lambda's limit for a synchronous invocation. */
const MAX_EVENT = 6 * 1024 * 1024;
/** How much of what is too large is read and thrown away, so that the client hears the answer. */
const MAX_DRAIN = 4 * MAX_EVENT;

/**
 * Puts the invocation of functions before an API and its page: `POST /_functions/NAME/invocations`, with the run's key. No
 * answer has a CORS header, so that no page of a browser gets through.
 */
export function withFunctions(byHand: ByHand, others: RequestListener): RequestListener {
  return (message, response) => {
    const [path = ''] = (message.url ?? '').split('?');
    if (!path.startsWith(PREFIX)) return others(message, response);
    const started = Date.now();
    answer(byHand, message, path)
      .then((answered) => {
        write(response, answered);
        byHand.onAccess(`${message.method} ${path} ${answered.status} ${Date.now() - started} ms`);
      })
      // The client has gone.
      .catch(() => response.destroy());
  };
}

async function answer({ key, functions }: ByHand, message: IncomingMessage, path: string): Promise<Answer> {
  const body = await readBody(message);
  if (!isKey(message.headers['x-api-key'], key))
    return said(403, 'Functions are invoked with the header x-api-key: the key of this run.');
  const [, name = ''] = /^\/_functions\/([^/]+)\/invocations$/.exec(path) ?? [];
  const invoke = functions.get(name);
  if (!invoke) {
    const known = [...functions.keys()].sort().join(', ');
    return said(404, `POST /_functions/NAME/invocations invokes one of these functions: ${known}.`);
  }
  if (message.method !== 'POST') return said(405, 'Functions are invoked by POST.');
  if (body === undefined) return said(413, 'An event has at most 6 MB.');
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    return said(400, 'The body is the event, as JSON.');
  }
  return outcomeOf(invoke, event);
}

async function outcomeOf(invoke: (event: unknown) => Promise<Invocation>, event: unknown): Promise<Answer> {
  let outcome: Invocation;
  try {
    outcome = await invoke(event);
  } catch (error) {
    outcome = { error: { errorType: 'Error', errorMessage: (error as Error).message } };
  }
  if ('payload' in outcome) return { status: 200, body: outcome.payload };
  const { errorType, errorMessage } = outcome.error;
  return { status: outcome.throttled ? 429 : 502, body: JSON.stringify({ errorType, errorMessage }) };
}

/** Takes as long for every wrong one. */
function isKey(given: string | string[] | undefined, key: string | undefined): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return typeof given === 'string' && !!key && timingSafeEqual(digest(given), digest(key));
}

/** Undefined when it is too large. */
async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_DRAIN) break;
    if (size <= MAX_EVENT) chunks.push(chunk);
  }
  return size > MAX_EVENT ? undefined : Buffer.concat(chunks).toString('utf8');
}

const said = (status: number, message: string): Answer => ({ status, body: JSON.stringify({ message }) });

function write(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    ...(status === 405 && { Allow: 'POST' }),
  });
  response.end(body);
}
