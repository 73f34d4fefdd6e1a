import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Refusal, refusalAnswer, refusalOf } from './server/refusal.ts';

type Route = (request: Request) => Promise<Response>;

/**
 * A route as a listener of Node's HTTP server, and as a handler of Express, Connect or Fastify's middie. To be mounted ahead
 * of whatever parses bodies: the route reads the request's own.
 */
export function toNodeListener(route: Route) {
  return async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { status, headers, body } = await answerOf(route, incoming).catch((error: unknown) => {
      const refusal = refusalOf(error);
      console.error('image-intake', refusal.requestId, error);
      return read(refusalAnswer(refusal));
    });
    outgoing.writeHead(status, headers);
    outgoing.end(body);
  };
}

async function answerOf(route: Route, incoming: IncomingMessage) {
  const request = toRequest(incoming);
  if (request) return read(await route(request));
  return read(refusalAnswer(new Refusal(400, 'BadRequest', 'The request cannot be served.')));
}

async function read(response: Response) {
  return {
    status: response.status,
    headers: headersOf(response),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

/** Undefined for what no `Request` can be: of the method TRACE, say, or with a `Host` that is none. */
function toRequest(incoming: IncomingMessage): Request | undefined {
  const { method = 'GET', headers, socket } = incoming;
  const scheme = 'encrypted' in socket ? 'https' : 'http';
  // Express cuts off where a handler is mounted, and keeps the whole.
  const path = (incoming as { originalUrl?: string }).originalUrl ?? incoming.url ?? '/';
  const { host = 'localhost' } = headers;
  // Else a part of it would be the path, or the path the host.
  if (!path.startsWith('/') || !/^[^/\\?#@\s]+$/.test(host)) return undefined;
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((line): [string, string] => [name, line]),
  );
  const hasBody = method !== 'GET' && method !== 'HEAD';
  try {
    // Not relative to the host: `//evil.example` would be one itself.
    return new Request(`${scheme}://${host}${path}`, {
      method,
      headers: lines,
      ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' }),
    } as RequestInit);
  } catch {
    return undefined;
  }
}

/** Of cookies each has a line of its own; no comma joins them. */
function headersOf({ headers }: Response): OutgoingHttpHeaders {
  const cookies = headers.getSetCookie();
  return { ...Object.fromEntries(headers), ...(cookies.length > 0 && { 'set-cookie': cookies }) };
}
