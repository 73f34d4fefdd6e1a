import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceCall } from '../calls.ts';
import type { ContextKeys } from '../iam/conditions.ts';
import type { Identities } from '../iam/identities.ts';
import { type ApiAnswer, refusal } from './answers.ts';

export interface ApiCall {
  /** `GetItem` and the like. */
  operation: string;
  body: string;
  input: Record<string, unknown>;
  /** Who calls, and what for. */
  call: ServiceCall;
}

/** A service that is called by AWS's JSON protocols: what it is about. */
export interface JsonApi {
  service: ServiceCall['service'];
  /** Begins the types of its own errors. */
  namespace: string;
  /** The largest request that it takes. */
  maxBytes: number;
  identities: Identities;
  onCall?: ((call: ServiceCall) => void) | undefined;
  /** The error to answer a call with instead of doing it. */
  fault?: ((call: ServiceCall) => { type: string; status: number } | undefined) | undefined;
  /** What a call needs to be allowed to do. */
  accesses(
    operation: string,
    input: Record<string, unknown>,
  ): { action: string; resource: string; context?: ContextKeys }[];
  /** Does what is allowed. `told`: what to tell of it beside who called, and what for. */
  answer(call: ApiCall): Promise<{ answer: ApiAnswer; told?: Partial<ServiceCall> }>;
}

/** A front that knows who calls, and what for. */
export async function serveJsonApi(api: JsonApi): Promise<{ endpoint: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const requestId = randomUUID();
    answer(api, request)
      .catch((error: Error) => refusal(`${api.namespace}InternalServerError`, error.message, 500))
      .then(({ status, headers, body }) => {
        response.writeHead(status, {
          ...headers,
          'x-amzn-requestid': headers['x-amzn-requestid'] ?? requestId,
        });
        response.end(body);
      })
      // The caller has gone; there is nobody to tell.
      .catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

async function answer(api: JsonApi, request: IncomingMessage): Promise<ApiAnswer> {
  const { identities, onCall } = api;
  const body = await read(request, api.maxBytes);
  if (body === undefined) {
    const message = `The request is larger than ${api.maxBytes / 1024 / 1024} MB.`;
    return refusal('com.amazon.coral.service#RequestEntityTooLargeException', message, 413);
  }
  const operation = String(request.headers['x-amz-target']).split('.').at(-1)!;
  const accessKeyId = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const caller = identities.find(accessKeyId);
  if (!caller) {
    return refusal(
      'com.amazon.coral.service#UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  }
  const input = parse(body || '{}');
  if (!input)
    return refusal('com.amazon.coral.service#SerializationException', 'The body is no JSON object.');
  const accesses = needsOf(api, operation, input);
  if (!accesses) return refusal('com.amazon.coral.service#SerializationException', 'The input is malformed.');
  const call: ServiceCall = {
    function: caller.name,
    service: api.service,
    operation,
    resource: accesses[0]?.resource ?? '*',
  };
  for (const { action, resource, context } of accesses) {
    const refused = identities.refusal(accessKeyId, action, resource, context);
    if (refused === undefined) continue;
    onCall?.({ ...call, refused: true });
    return refusal('com.amazon.coral.service#AccessDeniedException', refused);
  }
  const wrong = api.fault?.(call);
  if (wrong) {
    onCall?.({ ...call, error: wrong.type });
    return refusal(`${api.namespace}${wrong.type}`, 'A fault of the rehearsal.', wrong.status);
  }
  const answered = await api.answer({ operation, body, input, call });
  onCall?.({ ...call, ...errorOf(answered.answer), ...answered.told });
  return answered.answer;
}

/** What a call needs; undefined where it names its resources by what is no name. */
function needsOf(api: JsonApi, operation: string, input: Record<string, unknown>) {
  try {
    return api.accesses(operation, input);
  } catch {
    return undefined;
  }
}

function errorOf({ status, body }: ApiAnswer): Partial<ServiceCall> {
  if (status === 200) return {};
  const { __type: type = '' } = JSON.parse(body || '{}') as { __type?: string };
  return { error: type.split('#').at(-1)! };
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const input: unknown = JSON.parse(body);
    const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
    return isObject ? (input as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

async function read(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  return size > maxBytes ? undefined : Buffer.concat(chunks).toString();
}
