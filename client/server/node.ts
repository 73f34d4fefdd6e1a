import { Refusal, refusalAnswer, refusalOf } from './refusal.ts';

type Route = (request: Request) => Promise<Response>;

/* What of `node:http` is in use, so that a server without Node.js can take the package, and needs no types of it. */

/** An `http.IncomingMessage`. */
export interface NodeRequest extends AsyncIterable<unknown> {
  method?: string | undefined;
  url?: string | undefined;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  socket: object;
}

/** An `http.ServerResponse`. */
export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string | string[]>): unknown;
  end(body: Uint8Array): unknown;
}

/**
 * A route as a listener of Node's HTTP server, and as a handler of Express, Connect or Fastify's middie. To be mounted ahead
 * of whatever parses bodies: the route reads the request's own.
 */
export function toNodeListener(route: Route) {
  return async (incoming: NodeRequest, outgoing: NodeResponse): Promise<void> => {
    const { status, headers, body } = await answerOf(route, incoming).catch((error: unknown) => {
      const refusal = refusalOf(error);
      console.error('image-intake', refusal.requestId, error);
      return read(refusalAnswer(refusal));
    });
    outgoing.writeHead(status, headers);
    outgoing.end(body);
  };
}

async function answerOf(route: Route, incoming: NodeRequest) {
  const request = toRequest(incoming);
  if (request) return read(await route(request));
  return read(refusalAnswer(new Refusal(400, 'BadRequest', 'The request cannot be served.')));
}

async function read(response: Response) {
  return {
    status: response.status,
    headers: headersOf(response),
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

/** Undefined for what no `Request` can be: of the method TRACE, say, or with a `Host` that is none. */
function toRequest(incoming: NodeRequest): Request | undefined {
  const { method = 'GET', headers, socket } = incoming;
  const scheme = 'encrypted' in socket ? 'https' : 'http';
  // Express cuts off where a handler is mounted, and keeps the whole.
  const path = (incoming as { originalUrl?: string }).originalUrl ?? incoming.url ?? '/';
  const { host = 'localhost' } = headers;
  // Else a part of it would be the path, or the path the host.
  if (!path.startsWith('/') || typeof host !== 'string' || !/^[^/\\?#@\s]+$/.test(host)) return undefined;
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((line): [string, string] => [name, line]),
  );
  const hasBody = method !== 'GET' && method !== 'HEAD';
  try {
    // Not relative to the host: `//evil.example` would be one itself.
    return new Request(`${scheme}://${host}${path}`, {
      method,
      headers: lines,
      ...(hasBody && { body: streamOf(incoming), duplex: 'half' }),
    } as RequestInit);
  } catch {
    return undefined;
  }
}

/** Of cookies each has a line of its own; no comma joins them. */
function headersOf({ headers }: Response): Record<string, string | string[]> {
  const cookies = headers.getSetCookie();
  return { ...Object.fromEntries(headers), ...(cookies.length > 0 && { 'set-cookie': cookies }) };
}

/** `Readable.toWeb` is Node's own, and `ReadableStream.from` came late. */
function streamOf(incoming: NodeRequest): ReadableStream<Uint8Array> {
  const chunks = incoming[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(new Uint8Array(value as Uint8Array));
      },
      cancel: async () => void (await chunks.return?.()),
    },
    { highWaterMark: 0 },
  );
}
