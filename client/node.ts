import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/**
 * A route as a listener of Node's HTTP server, and as a handler of Express, Connect or Fastify's middie. To be mounted ahead
 * of whatever parses bodies: the route reads the request's own.
 */
export function toNodeListener(route: (request: Request) => Promise<Response>) {
  return async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const response = await route(toRequest(incoming));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  };
}

function toRequest(incoming: IncomingMessage): Request {
  const { method = 'GET', headers, socket } = incoming;
  const scheme = 'encrypted' in socket ? 'https' : 'http';
  // Express cuts off where a handler is mounted, and keeps the whole.
  const path = (incoming as { originalUrl?: string }).originalUrl ?? incoming.url ?? '/';
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((line): [string, string] => [name, line]),
  );
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(new URL(path, `${scheme}://${headers.host ?? 'localhost'}`), {
    method,
    headers: lines,
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' }),
  } as RequestInit);
}
