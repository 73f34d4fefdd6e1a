import type { PreSignedUrl } from '../types.ts';

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

/** What S3 has said, or somebody on the way. */
export interface Answer {
  status: number;
  text: string;
}

/** A way to send bytes. */
export interface Transport {
  /** It calls `onSent` as bytes leave; else once, with all of them, before the first has. */
  tellsProgress: boolean;
  send(
    ticket: PreSignedUrl,
    file: Blob,
    options: { fetch: typeof fetch; onSent: (bytes: number) => void; signal: AbortSignal },
  ): Promise<Answer>;
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
