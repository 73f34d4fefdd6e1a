import { randomBytes } from 'node:crypto';
import { startCloudFront } from './cloudfront/declared-distributions.ts';
import { describeRun } from './describe-run.ts';
import { startTables } from './dynamodb/declared-tables.ts';
import { startEventBus } from './event-bus/event-bus.ts';
import { restApis } from './gateway/api.ts';
import { newKeyValue, usagePlans } from './gateway/limits/usage-plans.ts';
import { startGateway } from './gateway/server.ts';
import { type Access, createIdentities, type Identities, newSeed } from './iam/identities.ts';
import { functionsByHand } from './lambda/by-hand.ts';
import { startEventSources } from './lambda/declared-event-sources.ts';
import { type DeclaredFunctions, declaredFunctions } from './lambda/declared-functions.ts';
import { warm } from './lambda/warm.ts';
import type { SharedStorage } from './one-address.ts';
import type { LocalRun, LocalRunOptions } from './options.ts';
import { startS3 } from './s3/declared-buckets.ts';
import type { LocalS3 } from './s3/options.ts';
import { startSchedules } from './scheduler/schedules.ts';
import { type LocalQueues, startQueues } from './sqs/queues.ts';
import { startParameters } from './ssm/parameters.ts';
import { readAssembly } from './template/assembly.ts';
import { type Deployment, deploy } from './template/deployment.ts';
import { unsupportedTypes } from './template/support.ts';

/** fauxqs knows no other account. */
const ACCOUNT_ID = '000000000000';
const DEFAULT_REGION = 'us-east-1';

/**
 * Brings up what the templates of an assembly declare, on 127.0.0.1.
 * @throws Error with one sentence for a person: a port that is taken, a function that does not start, a permission
 * that is missing. What was already up is taken down again.
 */
export async function startLocalRun(options: LocalRunOptions): Promise<LocalRun> {
  const { onLog = () => {} } = options;
  const up: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const close of up.splice(0).reverse()) await close();
  };
  /** Notes how to take a part down again. */
  const closing = <Part extends { close?(): Promise<void> }>(part: Part): Part => {
    if (part.close) up.push(() => part.close!());
    return part;
  };
  try {
    const stacks = readAssembly(options.assembly);
    const region = stacks.find((stack) => stack.region)?.region ?? DEFAULT_REGION;
    const identities = knownIdentities(options);
    const queues = closing(await startQueues(region, ACCOUNT_ID, identities.owner, identities, options.data));
    const deployment = deployed(options, deploy(stacks, environment(options, region, queues)));
    await queues.create(deployment);
    const dynamo = closing(await startTables(options, deployment, identities));
    const s3 = closing(await startS3(options, deployment, identities, queues));
    const { parameters, endpoints } = await startSmallServices(options, region, identities, closing);
    const cloudfront = closing(
      await startCloudFront(options, { deployment, identities, s3, functions: () => functions }),
    );
    const functions: DeclaredFunctions = closing(
      declaredFunctions(deployment, {
        identities,
        endpoints: {
          AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
          AWS_ENDPOINT_URL_S3: s3.endpoint,
          AWS_ENDPOINT_URL_SQS: queues.endpoint,
          ...cloudfront.endpoints,
          ...endpoints,
        },
        origins: cloudfront.origins,
        shared: s3.engineCredentials,
        onLine: onLog,
        onInvocation: options.onInvocation,
        newVersionShare: options.newVersionShare,
        faults: options.faults,
      }),
    );
    const apis = restApis(deployment);
    await warm(apis, deployment, functions);
    closing(await startEventSources(options, { deployment, identities, queues, dynamo, s3, functions }));
    const { schedules } = closing(startSchedules(options, { deployment, identities, queues, functions }));
    const storage = options.host === undefined ? undefined : sharedStorage(s3, deployment);
    const [delivery] = cloudfront.distributions;
    const page = await options.page?.({
      apiPath: `/${apis[0]?.stage ?? ''}`,
      storageOrigin: storage ? undefined : new URL(s3.endpoint).origin,
      imagesOrigin: options.host === undefined ? delivery?.origin : undefined,
    });
    if (page) closing(page);
    const plans = usagePlans(deployment, apiKeyOf(options));
    const gateway = closing(
      await startGateway({
        port: options.port ?? 0,
        host: options.host,
        byHand: { key: plans.key, functions: functionsByHand(deployment, functions) },
        storage,
        distributions: options.host === undefined ? [] : cloudfront.distributions,
        page,
        apis,
        plans,
        accountId: ACCOUNT_ID,
        invoke: (arn, event) => functions.get(arn).invoke(event, arn),
        onRequest: options.onRequest,
        onError: (message) => onLog('gateway', message),
        onAccess: (line) => onLog('gateway', line),
      }),
    );
    return {
      ...describeRun({
        host: options.host,
        apis,
        page,
        gateway,
        delivery,
        dynamo,
        s3,
        queues,
        identities,
        deployment,
      }),
      stop,
      parameters,
      schedules,
      reload: (name, code) => functions.get(name).reload(code),
      apiKey: plans.key ?? '',
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function knownIdentities({ onAccess, onLog, faults, data }: LocalRunOptions): Identities {
  const told = (access: Access) => {
    onAccess?.(access);
    const { function: name, action, resource, allowed } = access;
    if (!allowed) onLog?.('iam', `${name} is not authorized to perform ${action} on ${resource}`);
  };
  // The same keys each time, so that URLs which they have signed stay good.
  return createIdentities(told, faults?.denies, data?.once('seed', newSeed));
}

/** A key that was given stays that of the folder, until another one is. */
function apiKeyOf({ apiKey, data }: LocalRunOptions): string | undefined {
  if (apiKey !== undefined) data?.map('settings').set('apiKey', apiKey);
  return apiKey ?? data?.once('apiKey', newKeyValue);
}

/** SSM and EventBridge. */
async function startSmallServices(
  { parameters, onCall, onEvent, onLog, faults }: LocalRunOptions,
  region: string,
  identities: Identities,
  closing: <Part extends { close(): Promise<void> }>(part: Part) => Part,
) {
  const common = { region, accountId: ACCOUNT_ID, identities, onCall };
  const ssm = closing(await startParameters({ ...common, parameters, fault: faults?.ssm }));
  const events = closing(
    await startEventBus({
      ...common,
      onEvent,
      onLine: (line) => onLog?.('events', line),
      fault: faults?.events,
      entryFault: faults?.event,
    }),
  );
  const endpoints = { AWS_ENDPOINT_URL_SSM: ssm.endpoint, AWS_ENDPOINT_URL_EVENTBRIDGE: events.endpoint };
  return { parameters: ssm.parameters, endpoints };
}

function environment(options: LocalRunOptions, region: string, queues: LocalQueues) {
  const { namePrefix, dynamodb, s3, newVersionShare } = options;
  // An engine of the user's may still hold what an earlier run left.
  const prefix = dynamodb || s3 ? `${randomBytes(4).toString('hex')}-` : '';
  return {
    accountId: ACCOUNT_ID,
    region,
    queueUrl: queues.queueUrl,
    namePrefix: namePrefix ?? prefix,
    functionVersion: newVersionShare === undefined ? '1' : '2',
  };
}

/** The embedded S3, to be served beside the API; another engine has an address of its own. */
function sharedStorage({ endpoint, serve }: LocalS3, deployment: Deployment): SharedStorage | undefined {
  const buckets = deployment.ofType('AWS::S3::Bucket').map(({ ref }) => ref);
  return serve && { endpoint, serve, buckets };
}

/** Warns of what the templates declare and the local run leaves out. */
function deployed({ onLog }: LocalRunOptions, deployment: Deployment): Deployment {
  for (const type of unsupportedTypes(deployment.resources.map((resource) => resource.type))) {
    onLog?.('warning', `The local run does not know ${type} and leaves it out.`);
  }
  return deployment;
}
