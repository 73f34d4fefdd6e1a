import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Error, type S3Request } from '../../../lambdas/shared/s3-bucket.ts';
import type { AwsAnswer } from '../../../lambdas/shared/signed-http.ts';
import type { FakeBucket } from './fake-bucket.ts';

/** What the server does instead of answering: a status of its own, or cutting the connection. */
type Interruption = number | 'cut' | undefined;

export interface S3Server {
  endpoint: string;
  /** Headers of every request, in order. */
  headers: IncomingMessage['headers'][];
  urls: string[];
  /** Asked for each request; by default nothing interrupts. */
  interrupt: (request: S3Request) => Interruption;
  /** Bodies of messages sent to any queue. */
  messages: string[];
  close(): Promise<void>;
}

/** Serves a bucket over HTTP, addressed by path; POST is taken for SQS's SendMessage. */
export async function serve(bucket: FakeBucket): Promise<S3Server> {
  const state: S3Server = {
    endpoint: '',
    headers: [],
    urls: [],
    interrupt: () => undefined,
    messages: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  const server = createServer((request, response) => void answer(bucket, state, request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  state.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}

async function answer(
  bucket: FakeBucket,
  state: S3Server,
  incoming: IncomingMessage,
  response: ServerResponse,
) {
  state.headers.push(incoming.headers);
  state.urls.push(incoming.url!);
  if (incoming.method === 'POST') {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    state.messages.push(JSON.parse(body).MessageBody);
    response.end('{}');
    return;
  }
  const request = toRequest(incoming);
  const interruption = state.interrupt(request);
  if (interruption === 'cut') incoming.socket.destroy();
  else if (interruption !== undefined) {
    const code = interruption === 503 ? 'SlowDown' : 'AccessDenied';
    respond(response, interruption, {}, Buffer.from(`<Error><Code>${code}</Code></Error>`));
  } else {
    try {
      const { status, headers, body } = await bucket.send(request);
      respond(response, status, headers, body);
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      respond(
        response,
        error.status,
        error.headers,
        Buffer.from(`<Error><Code>${error.code}</Code></Error>`),
      );
    }
  }
}

function toRequest({ url, method, headers }: IncomingMessage): S3Request {
  const { pathname, searchParams } = new URL(url!, 'http://x');
  const [, , ...key] = pathname.split('/');
  const { range, 'if-match': ifMatch } = headers;
  return {
    method: method as S3Request['method'],
    key: decodeURIComponent(key.join('/')),
    query: Object.fromEntries(searchParams),
    headers: { ...(range && { range }), ...(ifMatch && { 'if-match': ifMatch }) },
  };
}

function respond(
  response: ServerResponse,
  status: AwsAnswer['status'],
  headers: AwsAnswer['headers'],
  body: Buffer,
) {
  response.writeHead(status, headers);
  response.end(body);
}
