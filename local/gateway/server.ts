import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { AnsweredRequest } from '../calls.ts';
import {
  type SharedDistribution,
  type SharedStorage,
  withDistributions,
  withPublicUrls,
  withStorage,
} from '../one-address.ts';
import type { Page } from '../page/page.ts';
import { withPage } from '../page/with-page.ts';
import { type ByHand, withFunctions } from './by-hand.ts';
import { packed, unpacked } from './content-coding.ts';
import { GatewayError, type HttpAnswer } from './errors.ts';
import { type GatewayOptions, type Handled, handle } from './handle.ts';
import { type GatewayRequest, parseRequest } from './request.ts';

/** The largest body that API Gateway takes, also once it is unpacked. */
const MAX_BODY = 10 * 1024 * 1024;
/** Request line and headers together. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_HEADERS = 10_240;
/** Node.js would cut the connection at this size; up to there the answer has the API's shape. */
const MAX_PARSED_HEADERS = 64 * 1024;
/** How much of a body that is too large is read and thrown away, so that the client hears the answer. */
const MAX_DRAIN = 8 * MAX_BODY;

export interface Gateway {
  port: number;
  close(): Promise<void>;
}

export type GatewayServerOptions = GatewayOptions & {
  /** 0 for any free port. */
  port: number;
  /** 127.0.0.1 when left out. */
  host?: string | undefined;
  /** Invoked at the same address, for who has the key. */
  byHand?: Omit<ByHand, 'onAccess'> | undefined;
  /** Served at the same address, where it is to be. */
  storage?: SharedStorage | undefined;
  distributions?: readonly SharedDistribution[] | undefined;
  /** Beside the APIs, on every path that is not theirs. */
  page?: Page | undefined;
  /** One line a request. */
  onAccess(line: string): void;
  onRequest?: ((request: AnsweredRequest) => void) | undefined;
};

/** @throws Error when the port is taken */
export async function startGateway(options: GatewayServerOptions): Promise<Gateway> {
  const serveApi = (message: IncomingMessage, response: ServerResponse) => {
    const started = Date.now();
    answer(options, message)
      .then(async (handled) => {
        const { minimumCompressionSize, answer } = handled;
        answer.body = withPublicUrls(options, message, answer.body);
        const accepted = message.headers['accept-encoding']?.toString();
        handled.answer = await packed(answer, accepted, minimumCompressionSize);
        write(response, handled);
        const { apiId, stage } = handled.variables;
        if (typeof apiId === 'string' && typeof stage === 'string') {
          const { status } = handled.answer;
          options.onRequest?.({ apiId, stage, status, at: started, ms: Date.now() - started });
        }
        options.onAccess(
          `${message.method} ${message.url?.split('?')[0]} ${handled.answer.status} ${Date.now() - started} ms`,
        );
      })
      // The client has gone.
      .catch(() => response.destroy());
  };
  const stages = options.apis.map(({ stage }) => stage);
  const { byHand, onAccess } = options;
  const pageAndApi = withPage(options.page, stages, serveApi, options.onError);
  const others = withStorage(options.storage, withDistributions(options.distributions, pageAndApi));
  const server = createServer(
    { maxHeaderSize: MAX_PARSED_HEADERS },
    byHand ? withFunctions({ ...byHand, onAccess }, others) : others,
  );
  server.on('clientError', (error: Error & { code?: string }, socket: Socket) => {
    void refuseUnreadable(options, error.code, socket);
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, options.port, options.host);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number, host = '127.0.0.1'): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

async function answer(options: GatewayOptions, message: IncomingMessage): Promise<Handled> {
  const body = await readBody(message);
  let request: GatewayRequest;
  try {
    request = parseRequest(message, body ?? Buffer.alloc(0));
  } catch {
    return handle(options, unreadable(message.method), new GatewayError('DEFAULT_4XX'));
  }
  try {
    if (!body) throw new GatewayError('REQUEST_TOO_LARGE');
    checkHeaders(message);
    request.body = await unpacked(body, message.headers['content-encoding'], MAX_BODY);
  } catch (error) {
    if (error instanceof GatewayError) return handle(options, request, error);
    throw error;
  }
  return handle(options, request);
}

/** @throws GatewayError with status 431 */
function checkHeaders({ rawHeaders, url = '' }: IncomingMessage): void {
  const size = rawHeaders.reduce((sum, text) => sum + text.length, url.length);
  if (size > MAX_HEADERS) throw new GatewayError('DEFAULT_4XX', { status: 431 });
}

/** The body; undefined when it is too large. */
async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_DRAIN) break;
    if (size <= MAX_BODY) chunks.push(chunk);
  }
  return size > MAX_BODY ? undefined : Buffer.concat(chunks);
}

function write(response: ServerResponse, { answer: { status, headers, body }, variables }: Handled): void {
  const bodiless = status === 204 || status === 304;
  const all: [string, string][] = [
    ...headers.filter(([name]) => !bodiless || name.toLowerCase() !== 'content-type'),
    ['x-amzn-RequestId', variables.requestId],
    ['x-amz-apigw-id', String(variables.extendedRequestId)],
    ['X-Amzn-Trace-Id', `Root=${variables.xrayTraceId}`],
  ];
  if (!bodiless) all.push(['Content-Length', String(Buffer.byteLength(body))]);
  response.writeHead(status, all.flat());
  response.end(bodiless ? undefined : body);
}

/** Answers what Node.js could not read as HTTP at all. */
async function refuseUnreadable(
  options: GatewayOptions,
  code: string | undefined,
  socket: Socket,
): Promise<void> {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const { answer, variables } = await handle(
    options,
    unreadable(),
    new GatewayError('DEFAULT_4XX', { status }),
  );
  const { body, headers }: HttpAnswer = answer;
  const lines = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `x-amzn-RequestId: ${variables.requestId}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

const unreadable = (method = 'GET'): GatewayRequest => ({
  method,
  rawPath: '/',
  segments: [],
  query: {},
  headers: {},
  header: () => undefined,
  pathParameters: {},
  body: Buffer.alloc(0),
  sourceIp: '127.0.0.1',
});
