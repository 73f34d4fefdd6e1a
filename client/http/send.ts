import { NetworkError, TimeoutError, UploadRefusedError } from '../errors.ts';
import { checkReadable } from '../file.ts';
import type { PreSignedUrl } from '../types.ts';
import { LONGEST_TIMER_MS, startTimeLimit } from './time-limit.ts';

/** An upload of which nothing moves for this long is taken for dead, where it tells its progress. */
const STALLED_AFTER_MS = 60_000;
/** The slowest line on which an upload is waited for whose progress nobody tells, bytes a second. */
const SLOWEST_LINE = 8 * 2 ** 10;

/** Bytes that a system takes from a program and has not sent yet, at most. */
const MOST_BUFFERED = 2 * 2 ** 20;

export interface SendOptions {
  fetch: typeof fetch;
  onSent?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** That of the runtime by default. */
  transport?: Transport | undefined;
}

/** The part of XMLHttpRequest in use, so that the client also type-checks where there is no DOM. */
interface Xhr {
  readonly status: number;
  readonly responseText: string;
  readonly upload: {
    onprogress: ((event: { loaded: number }) => void) | null;
    onload: (() => void) | null;
  };
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

/** A way to send bytes. */
interface Transport {
  /** It calls `onSent` as bytes leave; else once, with all of them, before the first has. */
  tellsProgress: boolean;
  send(
    ticket: PreSignedUrl,
    file: Blob,
    options: { fetch: typeof fetch; onSent: (bytes: number) => void; signal: AbortSignal },
  ): Promise<Answer>;
}

/**
 * How long an upload may go without a sign of life, ms. Where no progress is told, that no byte moves cannot be told from
 * a long way: then it is as long as all of it takes on the slowest line.
 */
export function longestSilence(bytes: number, { tellsProgress }: Pick<Transport, 'tellsProgress'>): number {
  const onItsWay = tellsProgress ? 0 : (bytes / SLOWEST_LINE) * 1000;
  return Math.min(STALLED_AFTER_MS + onItsWay, LONGEST_TIMER_MS);
}

/**
 * Sends the bytes to S3 under a ticket, once.
 * @throws UploadRefusedError, NetworkError, TimeoutError when nothing moves any more, ArgumentError for a file that
 * cannot be read any more, what `onSent` throws, or the signal's reason.
 */
export async function sendBytes(ticket: PreSignedUrl, file: Blob, options: SendOptions): Promise<void> {
  const { fetch, signal, onSent, transport = transportOf(globalThis) } = options;
  let silence = longestSilence(file.size, transport);
  const limit = startTimeLimit(silence, signal);
  let fault: { error: unknown } | undefined;
  const tell = (bytes: number) => {
    // What has left the program may still wait in buffers ahead of the line.
    const buffered = longestSilence(Math.min(bytes, MOST_BUFFERED), { tellsProgress: false });
    silence = Math.max(silence, buffered);
    limit.restart(silence);
    try {
      onSent?.(bytes);
    } catch (error) {
      // Thrown on, it would break the connection, and be taken for the network's fault.
      fault ??= { error };
      limit.cancel();
    }
  };
  let answer: Answer;
  try {
    // Without its type, which would go along as a header: what to send is for the ticket to say.
    answer = await transport.send(ticket, file.slice(), { fetch, onSent: tell, signal: limit.signal });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (fault) throw fault.error;
    if (limit.over) {
      const seconds = Math.round(silence / 1000);
      throw new TimeoutError(`The upload gave no sign of life for ${seconds} seconds.`, 'RequestTimeout');
    }
    await checkReadable(file);
    throw new NetworkError('The connection broke while the image was being sent.', error);
  } finally {
    limit.end();
  }
  if (fault) throw fault.error;
  const { status, text } = answer;
  if (status >= 200 && status < 300) return;
  // S3 tells why in XML. Somebody on the way does not, and knows nothing of what became of the bytes.
  if (!/<Code>/.test(text))
    throw new NetworkError(`Something on the way to S3 answered ${status} in its place.`);
  throw refusal(status, text);
}

/**
 * Browsers tell upload progress through XMLHttpRequest alone; Node.js by how a stream is drained, which its own `fetch`
 * (undici) sends with the length that is stated. Service workers and edge runtimes have neither.
 */
export function transportOf(runtime: {
  XMLHttpRequest?: unknown;
  process?: { versions?: Record<string, string | undefined> };
}): Transport {
  if (runtime.XMLHttpRequest) return byXhr;
  return runtime.process?.versions?.undici ? byStream : whole;
}

const sendByXhr: Transport['send'] = (ticket, file, { onSent, signal }) =>
  new Promise((resolve, reject) => {
    const { XMLHttpRequest } = globalThis as unknown as { XMLHttpRequest: new () => Xhr };
    const xhr = new XMLHttpRequest();
    signal.throwIfAborted();
    const abort = () => xhr.abort();
    signal.addEventListener('abort', abort, { once: true });
    const settle = (act: () => void) => () => {
      signal.removeEventListener('abort', abort);
      act();
    };
    xhr.upload.onprogress = ({ loaded }) => onSent(loaded);
    xhr.upload.onload = () => onSent(file.size);
    xhr.onload = settle(() => resolve({ status: xhr.status, text: xhr.responseText }));
    xhr.onerror = settle(() => reject(new Error('XMLHttpRequest failed')));
    xhr.onabort = settle(() => reject(signal.reason));
    xhr.open(ticket.method, ticket.url);
    for (const [name, value] of Object.entries(headersOf(ticket))) xhr.setRequestHeader(name, value);
    xhr.send(file);
  });

const CHUNK_BYTES = 256 * 2 ** 10;

const byXhr: Transport = { tellsProgress: true, send: sendByXhr };

const sendByStream: Transport['send'] = async (ticket, file, { fetch, onSent, signal }) => {
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

const byStream: Transport = { tellsProgress: true, send: sendByStream };

const sendWhole: Transport['send'] = async (ticket, file, { fetch, onSent, signal }) => {
  onSent(file.size);
  const response = await fetch(ticket.url, {
    method: ticket.method,
    headers: headersOf(ticket),
    body: file,
    signal,
  });
  return { status: response.status, text: await response.text() };
};

const whole: Transport = { tellsProgress: false, send: sendWhole };

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
