import { randomBytes } from 'node:crypto';
import { startS3 } from './buckets.ts';
import type { ServiceCall } from './calls.ts';
import { startEventSources } from './declared-event-sources.ts';
import { declaredFunctions, shortName } from './declared-functions.ts';
import { type Deployment, deploy } from './deployment.ts';
import { type LocalDynamo, startDynamo } from './dynamodb.ts';
import { type RestApi, restApis } from './gateway/api.ts';
import { type Gateway, startGateway } from './gateway/server.ts';
import { usagePlans } from './gateway/usage-plans.ts';
import {
  type Access,
  type Credentials,
  createIdentities,
  type Grant,
  type Identities,
} from './identities.ts';
import { type LocalQueues, startQueues } from './queues.ts';
import type { LocalS3 } from './s3/index.ts';
import { unsupportedTypes } from './support.ts';
import { readAssembly } from './template.ts';
import { warm } from './warm.ts';
import type { Page } from './web-page.ts';

/** fauxqs knows no other account. */
const ACCOUNT_ID = '000000000000';
const DEFAULT_REGION = 'us-east-1';

export interface LocalRunOptions {
  /** Folder of the synthesized cloud assembly. */
  assembly: string;
  /** Of the API; 0 or nothing for any free port. */
  port?: number;
  /** Value of the API key; made up when left out. */
  apiKey?: string | undefined;
  /** Other engines than the embedded ones, and the credentials that they know. */
  dynamodb?: { endpoint: string; credentials: Credentials } | undefined;
  s3?: { endpoint: string; credentials: Credentials } | undefined;
  /** Begins every physical name, so that several runs can share external engines. */
  namePrefix?: string | undefined;
  /** S3 events come twice, late and shuffled. */
  chaos?: boolean;
  /**
   * Failed messages rest this part of the queue's visibility timeout before they are tried again; 1 is what AWS
   * does, tests take less.
   */
  retryScale?: number;
  /** A page to serve beside the API, told where the API's stage and the storage are. */
  page?: ((at: { apiPath: string; storageOrigin: string }) => Promise<Page>) | undefined;
  /** A line for a person: what a function printed, a request that was served, a warning. */
  onLog?: (source: string, line: string) => void;
  /** Told of each call to DynamoDB and S3. */
  onCall?: (call: ServiceCall) => void;
  /** Told of each permission that is asked for, granted or not. */
  onAccess?: (access: Access) => void;
}

export interface LocalRun {
  /** Of the first API: `http://127.0.0.1:3000/v1`. */
  baseUrl: string;
  /** URL of the page, where there is one. */
  page: string | undefined;
  apiKey: string;
  s3Endpoint: string;
  dynamodbEndpoint: string;
  sqsEndpoint: string;
  region: string;
  /** Credentials that may do everything on all of them. */
  credentials: Credentials;
  /** What the roles of the running functions allow, statement by statement. */
  grants: Grant[];
  /** Physical names by logical id, without the hash that CDK appends. */
  names: {
    tables: Record<string, string>;
    buckets: Record<string, string>;
    queueUrls: Record<string, string>;
  };
  stop(): Promise<void>;
}

/**
 * Brings up what the templates of an assembly declare, on 127.0.0.1.
 * @throws Error with one sentence for a person: a port that is taken, a function that does not start, a permission
 * that is missing. What was already up is taken down again.
 */
export async function startLocalRun(options: LocalRunOptions): Promise<LocalRun> {
  const closing: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    return await bringUp(options, closing, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function bringUp(
  options: LocalRunOptions,
  closing: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<LocalRun> {
  const { onLog = () => {}, onCall } = options;
  const stacks = readAssembly(options.assembly);
  const region = stacks.find((stack) => stack.region)?.region ?? DEFAULT_REGION;
  const identities = createIdentities((access) => {
    options.onAccess?.(access);
    const { function: name, action, resource, allowed } = access;
    if (!allowed) onLog('iam', `${name} is not authorized to perform ${action} on ${resource}`);
  });

  const queues = await startQueues(region, ACCOUNT_ID, identities.owner, identities);
  closing.push(queues.close);
  const deployment = deploy(stacks, {
    accountId: ACCOUNT_ID,
    region,
    queueUrl: queues.queueUrl,
    // An engine of the user's may still hold what an earlier run left.
    namePrefix:
      options.namePrefix ?? (options.dynamodb || options.s3 ? `${randomBytes(4).toString('hex')}-` : ''),
  });
  for (const type of unsupportedTypes(deployment.resources.map((resource) => resource.type))) {
    onLog('warning', `The local run does not know ${type} and leaves it out.`);
  }
  await queues.create(deployment);

  const dynamo = await startDynamo({
    region,
    accountId: ACCOUNT_ID,
    identities,
    external: options.dynamodb,
    onCall,
  });
  closing.push(dynamo.close);
  await reaching('DynamoDB', options.dynamodb?.endpoint, dynamo.create(deployment));

  const s3 = await reaching('S3', options.s3?.endpoint, startS3(options, deployment, identities, queues));
  closing.push(s3.close);
  if (s3.engineCredentials) identities.admit('engine', s3.engineCredentials);

  const functions = declaredFunctions(deployment, {
    identities,
    endpoints: {
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_SQS: queues.endpoint,
    },
    shared: s3.engineCredentials,
    onLine: onLog,
  });
  closing.push(functions.close);
  const apis = restApis(deployment);
  await warm(apis, deployment, functions);
  closing.push(startEventSources(options, deployment, queues, functions));

  const plans = usagePlans(deployment, options.apiKey);
  const page = await options.page?.({
    apiPath: `/${apis[0]?.stage ?? ''}`,
    storageOrigin: new URL(s3.endpoint).origin,
  });
  if (page?.close) closing.push(page.close);
  const gateway = await startGateway({
    port: options.port ?? 0,
    page,
    apis,
    plans,
    accountId: ACCOUNT_ID,
    invoke: (arn, event) => functions.get(arn).invoke(event, arn),
    onError: (message) => onLog('gateway', message),
    onAccess: (line) => onLog('gateway', line),
  });
  closing.push(gateway.close);
  return describe({ page, apis, plans, gateway, dynamo, s3, queues, identities, deployment, region, stop });
}

/** Says which engine it was, when work on one of the user's fails. */
async function reaching<T>(service: string, endpoint: string | undefined, work: Promise<T>): Promise<T> {
  if (endpoint === undefined) return work;
  return work.catch((error: Error) => {
    throw new Error(`The ${service} at ${endpoint} does not serve: ${error.message || error.name}`);
  });
}

function describe(parts: {
  apis: RestApi[];
  plans: ReturnType<typeof usagePlans>;
  page: Page | undefined;
  gateway: Gateway;
  dynamo: LocalDynamo;
  s3: LocalS3;
  queues: LocalQueues;
  identities: Identities;
  deployment: Deployment;
  region: string;
  stop: () => Promise<void>;
}): LocalRun {
  const { apis, plans, gateway, dynamo, s3, queues, identities, deployment, region, stop } = parts;
  const { accessKeyId, secretAccessKey } = s3.engineCredentials ?? identities.owner;
  const names = (...types: string[]) =>
    Object.fromEntries(deployment.ofType(...types).map(({ logicalId, ref }) => [shortName(logicalId), ref]));
  return {
    baseUrl: `http://127.0.0.1:${gateway.port}/${apis[0]?.stage ?? ''}`,
    page: parts.page && `http://127.0.0.1:${gateway.port}/`,
    apiKey: plans.key ?? '',
    s3Endpoint: s3.endpoint,
    dynamodbEndpoint: dynamo.endpoint,
    sqsEndpoint: queues.endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    grants: identities.grants(),
    names: {
      tables: names('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'),
      buckets: names('AWS::S3::Bucket'),
      queueUrls: names('AWS::SQS::Queue'),
    },
    stop,
  };
}
