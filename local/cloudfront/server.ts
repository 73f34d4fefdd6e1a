import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, unsatisfied } from './answer.ts';
import type { Respond } from './respond.ts';
import { pairsOf } from './viewer/query.ts';

/** As many bytes of a request line and its headers as CloudFront takes, and a little: the rest is refused in its own words. */
const MAX_HEADERS = 40 * 1024;
/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const MAX_URL = 8192;

export interface DistributionServer {
  /** `http://127.0.0.1:PORT` */
  origin: string;
  /** Answers a request that came by another host as if it had come by its own. */
  serve: RequestListener;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** 0 for any free one. */
  port: number;
  /** By which it is known beside its address, over TLS: `d1.cloudfront.net`. */
  hosts: readonly string[];
  clock: () => number;
  /** One line a request: its query string, which opens images, is no part of it. */
  onAccess(line: string): void;
}

/** @throws Error when the port is taken */
export async function serveDistribution(
  respond: Respond,
  options: ServerOptions,
): Promise<DistributionServer> {
  const listener =
    (originOf: (host: string) => string | undefined): RequestListener =>
    (message, response) => {
      const started = Date.now();
      answer(message, originOf(message.headers.host ?? ''))
        .then((answered) => {
          write(message, response, answered);
          const path = message.url?.split('?')[0];
          const how = answered.headers['x-cache']?.split(' ')[0];
          options.onAccess(`${message.method} ${path} ${answered.status} ${how} ${Date.now() - started} ms`);
        })
        // The viewer has gone.
        .catch(() => response.destroy());
    };

  async function answer(message: IncomingMessage, origin: string | undefined): Promise<Answer> {
    message.resume();
    const { method = '', url = '' } = message;
    if (origin === undefined) return failed(403, 'No distribution of this run has this host.');
    if (url.length > MAX_URL) return failed(403, `The URL is longer than ${MAX_URL} bytes.`);
    if (!url.startsWith('/')) return failed(400, 'The request line has no path.');
    const mark = url.indexOf('?');
    const [path, query] = mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
    const headers = Object.fromEntries(
      Object.entries(message.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]),
    );
    const viewer = { ip: message.socket.remoteAddress ?? '', now: options.clock() };
    return respond({ method, origin, path, pairs: pairsOf(query), headers }, viewer);
  }

  let own = '';
  const known = (host: string): string | undefined => {
    if (`http://${host}` === own) return own;
    return options.hosts.includes(host) ? `https://${host}` : undefined;
  };
  const server = createServer({ maxHeaderSize: MAX_HEADERS }, listener(known));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((listening, failing) => {
    server.once('error', failing);
    server.listen(options.port, '127.0.0.1', listening);
  });
  own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: own,
    serve: listener(() => own),
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

function failed(...why: Parameters<typeof unsatisfied>): Answer {
  const answer = unsatisfied(...why);
  return { ...answer, headers: { ...answer.headers, 'x-cache': 'Error from cloudfront' } };
}

function write(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Answer,
): void {
  response.writeHead(status, {
    ...(status !== 304 && { 'content-length': body.length }),
    ...headers,
    via: '1.1 local.cloudfront.net (CloudFront)',
    'x-amz-cf-id': randomBytes(40).toString('base64url'),
  });
  response.end(method === 'HEAD' || status === 304 ? undefined : body);
}
