import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CERTIFICATE, KEY } from './certificate.ts';

export interface Received {
  url: string;
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver of webhooks on a real server. It answers 204 until it is told otherwise. */
export async function startReceiver({ tls = false } = {}) {
  const received: Received[] = [];
  let answer: RequestListener = (_, response) => void response.writeHead(204).end();
  let connections = 0;
  const listener: RequestListener = async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    received.push({ url: request.url!, method: request.method!, headers: request.headers, body });
    answer(request, response);
  };
  const server: Server = tls
    ? createTlsServer({ key: KEY, cert: CERTIFICATE }, listener)
    : createServer(listener);
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    received,
    port,
    url: `http://127.0.0.1:${port}/hook?key=private`,
    connections: () => connections,
    answer(next: RequestListener) {
      answer = next;
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
