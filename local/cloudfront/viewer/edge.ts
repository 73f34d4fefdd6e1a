import { randomUUID } from 'node:crypto';
import { createContext, Script } from 'node:vm';
import type { Deployment } from '../../template/deployment.ts';
import { type Answer, type Headers, unsatisfied } from '../answer.ts';
import type { Pair } from './query.ts';

interface FunctionProperties {
  FunctionCode: string;
  FunctionConfig: { Runtime: string; KeyValueStoreAssociations?: unknown[] };
}

/** What a function is asked about, and may change. */
interface ViewerRequest {
  method: string;
  /** Path as it was sent. */
  uri: string;
  pairs: readonly Pair[];
  headers: Headers;
}

/** The request as the function leaves it, or its own answer. */
export type Edge = (
  request: ViewerRequest,
  viewer: { ip: string },
) => { request: Pick<ViewerRequest, 'uri' | 'pairs' | 'headers'> } | { answer: Answer };

type Value = { value: string; multiValue?: { value: string }[] };

const RUNTIME = 'cloudfront-js-2.0';
const MAX_BYTES = 10_240;
/** CloudFront counts work, not time; this stops a loop that has no end. */
const TIMEOUT_MS = 1000;

/**
 * A function of CloudFront for viewer requests. It has the language, and nothing else: no module, no timer, no network.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 * @param onError told why CloudFront would answer 503
 * @throws Error for a function that no stack declares, or that CloudFront refuses
 */
export function readEdge(
  deployment: Deployment,
  arn: string,
  distribution: { id: string; domainName: string },
  onError: (message: string) => void,
): Edge {
  const declared = deployment
    .ofType<FunctionProperties>('AWS::CloudFront::Function')
    .find((one) => one.attributes.FunctionARN === arn);
  if (!declared) throw new Error(`No stack declares the CloudFront Function ${arn}.`);
  const { FunctionCode, FunctionConfig } = declared.properties;
  const refuse = (why: string) => new Error(`The CloudFront Function ${declared.logicalId} ${why}.`);
  if (FunctionConfig.Runtime !== RUNTIME) {
    throw refuse(`has the runtime ${FunctionConfig.Runtime}; the local run knows ${RUNTIME} alone`);
  }
  if (FunctionConfig.KeyValueStoreAssociations?.length) {
    throw refuse('has a KeyValueStore, which the local run does not know');
  }
  if (Buffer.byteLength(FunctionCode) > MAX_BYTES) throw refuse(`is larger than ${MAX_BYTES} bytes`);
  const call = compiled(FunctionCode, refuse);
  return (request, { ip }) => {
    const context = {
      distributionDomainName: distribution.domainName,
      distributionId: distribution.id,
      eventType: 'viewer-request',
      requestId: randomUUID(),
    };
    const event = { version: '1.0', context, viewer: { ip }, request: eventRequest(request) };
    try {
      return outcomeOf(call(JSON.stringify(event)), request);
    } catch (error) {
      onError(`The CloudFront Function ${declared.logicalId}: ${(error as Error).message}`);
      return { answer: unsatisfied(503, 'The CloudFront function associated with the distribution failed.') };
    }
  };
}

/** What it prints is for CloudWatch. */
const CONSOLE = 'globalThis.console = { log() {} };';

/** Takes and gives JSON, so that no object of ours is within its reach. */
function compiled(code: string, refuse: (why: string) => Error): (event: string) => string {
  // Without a prototype, by which code would get to what is outside.
  const sandbox = createContext(Object.assign(Object.create(null) as object, { event: '' }), {
    codeGeneration: { strings: false, wasm: false },
  });
  try {
    new Script(CONSOLE).runInContext(sandbox);
    new Script(code).runInContext(sandbox, { timeout: TIMEOUT_MS });
  } catch (error) {
    throw refuse(`does not run: ${(error as Error).message}`);
  }
  if (new Script('typeof handler').runInContext(sandbox) !== 'function')
    throw refuse('has no function handler');
  const script = new Script('JSON.stringify(handler(JSON.parse(event)))');
  return (event) => {
    sandbox.event = event;
    return script.runInContext(sandbox, { timeout: TIMEOUT_MS });
  };
}

function eventRequest({ method, uri, pairs, headers: { cookie: _, ...headers } }: ViewerRequest) {
  const querystring = new Map<string, Value>();
  for (const [name, value] of pairs) {
    const before = querystring.get(name);
    const values = [...(before?.multiValue ?? (before ? [{ value: before.value }] : [])), { value }];
    querystring.set(name, values.length > 1 ? { value: values[0]!.value, multiValue: values } : { value });
  }
  return {
    method,
    uri,
    querystring: Object.fromEntries(querystring),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }])),
    cookies: {},
  };
}

/** @throws Error when the function gave neither a request nor an answer */
function outcomeOf(json: string, asked: ViewerRequest): ReturnType<Edge> {
  const result = JSON.parse(json ?? 'null') as Record<string, unknown> | null;
  const headers = Object.fromEntries(
    Object.entries((result?.headers ?? {}) as Record<string, Value>).map(([name, { value }]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
  if (typeof result?.statusCode === 'number') {
    return { answer: { status: result.statusCode, headers, body: bodyOf(result.body) } };
  }
  const { uri, method, querystring } = result ?? {};
  if (typeof uri !== 'string' || !uri.startsWith('/') || method !== asked.method) {
    throw new Error('it gave neither a request nor an answer.');
  }
  const pairs = Object.entries((querystring ?? {}) as Record<string, Value>).flatMap(
    ([name, { value, multiValue }]) => (multiValue ?? [{ value }]).map((one): Pair => [name, one.value]),
  );
  return { request: { uri, pairs, headers } };
}

function bodyOf(body: unknown): Buffer {
  if (typeof body === 'string' || body === undefined) return Buffer.from(body ?? '');
  const { data, encoding = 'text' } = body as { data: string; encoding?: 'text' | 'base64' };
  return Buffer.from(data, encoding === 'base64' ? 'base64' : 'utf8');
}
