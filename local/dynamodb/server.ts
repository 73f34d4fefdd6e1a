import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceCall } from '../calls.ts';
import type { Faults } from '../faults.ts';
import type { Credentials, Identities } from '../iam/identities.ts';
import type { Deployment } from '../template/deployment.ts';
import { accessOf } from './access.ts';
import { type DynamoEngine, type EngineAnswer, refusal } from './engine.ts';
import { expireItems } from './expiry.ts';
import { openStore } from './store.ts';
import type { TableStream } from './streams/stream.ts';
import type { LocalTable } from './tables.ts';

/** DynamoDB as functions find it: the engine behind a front that knows who calls, and what for. */
export interface LocalDynamo {
  endpoint: string;
  create(deployment: Deployment): Promise<LocalTable[]>;
  /** The stream of that ARN; undefined when no table declares it. */
  stream(arn: string): TableStream | undefined;
  close(): Promise<void>;
}

export interface DynamoOptions {
  region: string;
  accountId: string;
  identities: Identities;
  /** Another engine than the embedded one. */
  external?: { endpoint: string; credentials: Credentials } | undefined;
  onCall?: ((call: ServiceCall) => void) | undefined;
  /** The error to answer a call with instead of doing it. */
  fault?: Faults['dynamodb'];
  /** How often items are looked through for their time to live, ms. */
  expiryMs?: number;
}

/** The largest request that DynamoDB takes. */
const MAX_BODY = 16 * 1024 * 1024;

export async function startDynamo(options: DynamoOptions): Promise<LocalDynamo> {
  const store = openStore(options.region, options.external);
  const { engine } = store;

  const server = createServer((request, response) => {
    const requestId = randomUUID();
    answer(engine, options, request)
      .catch((error: Error) =>
        refusal('com.amazonaws.dynamodb.v20120810#InternalServerError', error.message, 500),
      )
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

  const expiry = setInterval(() => {
    for (const table of store.tables()) void expireItems(engine, table).catch(() => {});
  }, options.expiryMs ?? 60_000);
  expiry.unref();

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    create: store.create,
    stream: store.stream,
    async close() {
      clearInterval(expiry);
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await store.close();
    },
  };
}

async function answer(
  engine: DynamoEngine,
  { region, accountId, identities, onCall, fault }: DynamoOptions,
  request: IncomingMessage,
): Promise<EngineAnswer> {
  const [body, operation] = [await read(request), String(request.headers['x-amz-target']).split('.').at(-1)!];
  const accessKeyId = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const caller = identities.find(accessKeyId);
  if (!caller) {
    return refusal(
      'com.amazon.coral.service#UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  }
  let input: Record<string, unknown>;
  try {
    input = JSON.parse(body || '{}') as Record<string, unknown>;
  } catch {
    return refusal('com.amazon.coral.service#SerializationException', 'The body is not JSON.');
  }
  const accesses = accessOf(operation, input, (table) =>
    table.startsWith('arn:') ? table : `arn:aws:dynamodb:${region}:${accountId}:table/${table}`,
  );
  const call: ServiceCall = {
    function: caller.name,
    service: 'dynamodb',
    operation,
    resource: accesses[0]?.resource ?? '*',
  };
  for (const { action, resource } of accesses) {
    const refused = identities.refusal(accessKeyId, action, resource);
    if (refused === undefined) continue;
    onCall?.({ ...call, refused: true });
    return refusal('com.amazon.coral.service#AccessDeniedException', refused);
  }
  const wrong = fault?.(call);
  if (wrong) {
    onCall?.({ ...call, error: wrong.type });
    return refusal(
      `com.amazonaws.dynamodb.v20120810#${wrong.type}`,
      'A fault of the rehearsal.',
      wrong.status,
    );
  }
  if (!onCall) return engine.call(operation, body);

  // The engine is asked what the call costs; a caller that did not ask is not told.
  const asked = input.ReturnConsumedCapacity !== undefined;
  const costed = asked ? body : JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' });
  const answered = await engine.call(operation, costed);
  if (answered.status !== 200) {
    const { __type: error = '' } = JSON.parse(answered.body || '{}') as { __type?: string };
    onCall({ ...call, error: error.split('#').at(-1)! });
    return answered;
  }
  const output = JSON.parse(answered.body || '{}') as Record<string, unknown>;
  const consumedCapacity = unitsOf(output.ConsumedCapacity);
  onCall({ ...call, ...(consumedCapacity !== undefined && { consumedCapacity }) });
  if (asked) return answered;
  delete output.ConsumedCapacity;
  const { 'content-type': type = 'application/x-amz-json-1.0' } = answered.headers;
  return { status: 200, headers: { 'content-type': type }, body: JSON.stringify(output) };
}

function unitsOf(consumed: unknown): number | undefined {
  if (consumed === undefined) return undefined;
  const all = (Array.isArray(consumed) ? consumed : [consumed]) as { CapacityUnits?: number }[];
  return all.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('The request is larger than 16 MB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
