import { NetworkError, TimeoutError, UploadRefusedError } from './errors.ts';
import { checkReadable } from './file.ts';
import { startTimeLimit } from './time-limit.ts';
import type { PreSignedUrl } from './types.ts';

/** An upload that makes no progress for this long is taken for dead. */
const STALLED_AFTER_MS = 60_000;

export interface SendOptions {
  fetch: typeof fetch;
  onSent?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
  stalledAfterMs?: number | undefined;
}

/** The part of XMLHttpRequest in use, so that the client also type-checks where there is no DOM. */
interface Xhr {
  readonly status: number;
  readonly responseText: string;
  readonly upload: { onprogress: ((event: { loaded: number }) => void) | null };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  send(body: Blob): void;
  abort(): void;
}

interface Answer {
  status: number;
  text: string;
}

type Transport = (
  ticket: PreSignedUrl,
  file: Blob,
  options: { fetch: typeof fetch; onSent: (bytes: number) => void; signal: AbortSignal },
) => Promise<Answer>;

/**
 * Sends the bytes to S3 under a ticket, once.
 * @throws UploadRefusedError, NetworkError, TimeoutError when nothing moves any more, ArgumentError for a file that
 * cannot be read any more, what `onSent` throws, or the signal's reason.
 */
export async function sendBytes(ticket: PreSignedUrl, file: Blob, options: SendOptions): Promise<void> {
  const { fetch, signal, onSent, stalledAfterMs = STALLED_AFTER_MS } = options;
  const limit = startTimeLimit(stalledAfterMs, signal);
  let fault: { error: unknown } | undefined;
  const tell = (bytes: number) => {
    limit.restart();
    try {
      onSent?.(bytes);
    } catch (error) {
      // Thrown on, it would break the connection, and be taken for the network's fault.
      fault ??= { error };
      limit.cancel();
    }
  };
  const send = transport();
  let answer: Answer;
  try {
    answer = await send(ticket, file, { fetch, onSent: tell, signal: limit.signal });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (fault) throw fault.error;
    if (limit.over) throw new TimeoutError('The upload came to a standstill.', 'RequestTimeout');
    await checkReadable(file);
    throw new NetworkError('The connection broke while the image was being sent.', error);
  } finally {
    limit.end();
  }
  if (fault) throw fault.error;
  const { status, text } = answer;
  if (status < 200 || status >= 300) throw refusal(status, text);
}

/** Browsers tell upload progress through XMLHttpRequest alone; Node.js by how a stream is drained. */
function transport(): Transport {
  const globals = globalThis as {
    XMLHttpRequest?: new () => Xhr;
    process?: { versions?: { node?: string } };
  };
  const { XMLHttpRequest } = globals;
  if (XMLHttpRequest) return (...args) => sendByXhr(new XMLHttpRequest(), ...args);
  return globals.process?.versions?.node ? sendByStream : sendWhole;
}

const sendByXhr = (
  xhr: Xhr,
  ticket: PreSignedUrl,
  file: Blob,
  { onSent, signal }: Parameters<Transport>[2],
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = () => xhr.abort();
    signal.addEventListener('abort', abort, { once: true });
    const settle = (act: () => void) => () => {
      signal.removeEventListener('abort', abort);
      act();
    };
    xhr.upload.onprogress = ({ loaded }) => onSent(loaded);
    xhr.onload = settle(() => resolve({ status: xhr.status, text: xhr.responseText }));
    xhr.onerror = settle(() => reject(new Error('XMLHttpRequest failed')));
    xhr.onabort = settle(() => reject(signal.reason));
    xhr.open(ticket.method, ticket.url);
    for (const [name, value] of Object.entries(headersOf(ticket))) xhr.setRequestHeader(name, value);
    xhr.send(file);
  });

const CHUNK_BYTES = 256 * 2 ** 10;

const sendByStream: Transport = async (ticket, file, { fetch, onSent, signal }) => {
  let sent = 0;
  const counted = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        onSent(sent);
        const chunk = file.slice(sent, sent + CHUNK_BYTES);
        if (chunk.size === 0) return controller.close();
        controller.enqueue(new Uint8Array(await chunk.arrayBuffer()));
        sent += chunk.size;
      },
    },
    { highWaterMark: 0 },
  );
  const init: RequestInit & { duplex: 'half' } = {
    method: ticket.method,
    // S3 takes no chunked body; a stated length makes Node.js send a plain one.
    headers: { ...headersOf(ticket), 'content-length': String(file.size) },
    body: file.size === 0 ? '' : counted,
    duplex: 'half',
    signal,
  };
  const response = await fetch(ticket.url, init);
  return { status: response.status, text: await response.text() };
};

const sendWhole: Transport = async (ticket, file, { fetch, onSent, signal }) => {
  const response = await fetch(ticket.url, {
    method: ticket.method,
    headers: headersOf(ticket),
    body: file,
    signal,
  });
  onSent(file.size);
  return { status: response.status, text: await response.text() };
};

/** Content-Length and Host are the transport's own: a browser refuses to set them. */
function headersOf({ headers = {} }: PreSignedUrl): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(content-length|host)$/i.test(name)),
  );
}

/** Reads S3's XML. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function refusal(status: number, xml: string): UploadRefusedError {
  const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return new UploadRefusedError(status, {
    code: element('Code') ?? `Http${status}`,
    message: element('Message') ?? `S3 answered ${status}.`,
    requestId: element('RequestId'),
  });
}
