import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What one request is answered with; `drop` breaks the connection after the request was read. */
export type Reply =
  | 'drop'
  | { status: number; headers?: Record<string, string>; json?: unknown; text?: string; afterMs?: number };

export type Respond = (request: SeenRequest, index: number) => Reply;

/** A real HTTP server that answers as told: for the faults that a healthy service does not have. */
export async function startScriptedServer(respond: Respond) {
  const requests: SeenRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming).catch(() => undefined);
    if (!body) return;
    const request = { method: incoming.method!, path: incoming.url!, headers: incoming.headers, body };
    requests.push(request);
    await reply(respond(request, requests.length - 1), incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type ScriptedServer = Awaited<ReturnType<typeof startScriptedServer>>;

async function reply(reply: Reply, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  if (reply === 'drop') {
    incoming.socket.destroy();
    return;
  }
  if (reply.afterMs) await new Promise((resolve) => setTimeout(resolve, reply.afterMs));
  const body = reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json);
  outgoing.writeHead(reply.status, reply.headers).end(body);
}
