import type { ServiceCall } from '../calls.ts';
import type { Faults } from '../faults.ts';
import type { Identities } from '../iam/identities.ts';
import type { ApiAnswer } from '../json-api/answers.ts';
import { type ApiCall, serveJsonApi } from '../json-api/serve.ts';
import type { Deployment } from '../template/deployment.ts';
import { accessOf } from './access.ts';
import type { DynamoEngine } from './engine.ts';
import { expireItems } from './expiry.ts';
import { type DynamoData, type ExternalDynamo, openStore } from './store.ts';
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
  external?: ExternalDynamo | undefined;
  /** Where items outlive the run. */
  data?: DynamoData | undefined;
  onCall?: ((call: ServiceCall) => void) | undefined;
  /** The error to answer a call with instead of doing it. */
  fault?: Faults['dynamodb'];
  /** How often items are looked through for their time to live, ms. */
  expiryMs?: number;
}

export async function startDynamo(options: DynamoOptions): Promise<LocalDynamo> {
  const { region, accountId, identities, onCall, fault } = options;
  const store = openStore(region, options.external, options.data);
  const { engine } = store;
  const front = await serveJsonApi({
    service: 'dynamodb',
    namespace: 'com.amazonaws.dynamodb.v20120810#',
    maxBytes: 16 * 1024 * 1024,
    identities,
    onCall,
    fault,
    accesses: (operation, input) =>
      accessOf(operation, input, {
        arnOf: (table) =>
          table.startsWith('arn:') ? table : `arn:aws:dynamodb:${region}:${accountId}:table/${table}`,
        partitionKeyOf: (table) =>
          store.tables().find(({ name }) => name === table.split('/').at(-1))?.key[0],
      }),
    answer: async (call) =>
      onCall ? costed(engine, call) : { answer: await engine.call(call.operation, call.body) },
  });

  const expiry = setInterval(() => {
    for (const table of store.tables()) void expireItems(engine, table).catch(() => {});
  }, options.expiryMs ?? 60_000);
  expiry.unref();

  return {
    endpoint: front.endpoint,
    create: store.create,
    stream: store.stream,
    async close() {
      clearInterval(expiry);
      await front.close();
      await store.close();
    },
  };
}

/** The engine is asked what the call costs; a caller that did not ask is not told. */
async function costed(
  engine: DynamoEngine,
  { operation, body, input }: ApiCall,
): Promise<{ answer: ApiAnswer; told?: Partial<ServiceCall> }> {
  const asked = input.ReturnConsumedCapacity !== undefined;
  const costing = asked ? body : JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' });
  const answer = await engine.call(operation, costing);
  if (answer.status !== 200) return { answer };
  const output = JSON.parse(answer.body || '{}') as Record<string, unknown>;
  const consumedCapacity = unitsOf(output.ConsumedCapacity);
  const told = consumedCapacity === undefined ? {} : { consumedCapacity };
  if (asked) return { answer, told };
  delete output.ConsumedCapacity;
  const { 'content-type': type = 'application/x-amz-json-1.0' } = answer.headers;
  return { answer: { status: 200, headers: { 'content-type': type }, body: JSON.stringify(output) }, told };
}

function unitsOf(consumed: unknown): number | undefined {
  if (consumed === undefined) return undefined;
  const all = (Array.isArray(consumed) ? consumed : [consumed]) as { CapacityUnits?: number }[];
  return all.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
