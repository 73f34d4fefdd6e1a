import type { LocalDynamo } from '../dynamodb/server.ts';
import type { Identities } from '../iam/identities.ts';
import type { LocalRunOptions } from '../options.ts';
import type { LocalQueues, QueueProperties } from '../sqs/queues.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import { type DeclaredFunctions, shortName } from './declared-functions.ts';
import { startEventSource } from './event-source.ts';
import type { LocalFunction } from './functions.ts';
import { type StreamMapping, startDeclaredStreamSource } from './streams/declared-stream-source.ts';

interface EventSourceProperties extends StreamMapping {
  Enabled?: boolean;
  ScalingConfig?: { MaximumConcurrency?: number };
}

/** The mappings that are switched on. */
export const eventSources = (deployment: Deployment) =>
  deployment
    .ofType<EventSourceProperties>('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => properties.Enabled !== false);

/** What event source mappings read and call. */
export interface SourceSurroundings {
  deployment: Deployment;
  identities: Identities;
  queues: LocalQueues;
  dynamo: Pick<LocalDynamo, 'stream'>;
  s3: { endpoint: string };
  functions: DeclaredFunctions;
}

/**
 * Starts polling for every event source mapping of the templates.
 * @returns `close` stops them all, once what they are working on is done
 * @throws Error with a sentence for a person, when Lambda would refuse one
 */
export async function startEventSources(
  { retryScale = 1, onLog = () => {} }: Pick<LocalRunOptions, 'retryScale' | 'onLog'>,
  surroundings: SourceSurroundings,
): Promise<{ close(): Promise<void> }> {
  const { deployment, functions } = surroundings;
  const scale = () => (typeof retryScale === 'number' ? retryScale : retryScale());
  const sources: { close(): Promise<void> }[] = [];
  const close = async () => {
    await Promise.all(sources.map((source) => source.close()));
  };
  try {
    for (const mapping of eventSources(deployment)) {
      const { EventSourceArn: from, FunctionName } = mapping.properties;
      const { ofType } = deployment;
      const table = ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').find(
        ({ attributes }) => attributes.StreamArn === from,
      );
      const queue = ofQueue(deployment, from);
      const read = table ?? queue;
      if (!read)
        throw new Error(`${mapping.logicalId} reads ${from}, which is no queue or stream of the stacks.`);
      const local = functions.get(FunctionName);
      const common = {
        local,
        functionArn: qualifiedArn(local.arn, FunctionName),
        scale,
        onFailure: (reason: string) => onLog(shortName(read.logicalId), reason),
      };
      sources.push(
        queue
          ? startQueueSource(mapping, { ...common, queue, ...surroundings, onLog })
          : await startStream(mapping, { ...common, ...surroundings }),
      );
    }
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Common {
  local: LocalFunction;
  functionArn: string;
  scale(): number;
  onFailure(reason: string): void;
}

async function startStream(
  mapping: Resource<StreamMapping>,
  { dynamo, s3, queues, ...rest }: Common & SourceSurroundings,
): Promise<{ close(): Promise<void> }> {
  const { EventSourceArn } = mapping.properties;
  const stream = dynamo.stream(EventSourceArn);
  if (!stream) {
    throw new Error(`${mapping.logicalId} reads the stream of a table that declares no StreamSpecification.`);
  }
  return startDeclaredStreamSource(mapping, {
    ...rest,
    stream,
    region: rest.deployment.environment.region,
    s3Endpoint: s3.endpoint,
    sqsEndpoint: queues.endpoint,
  });
}

function startQueueSource(
  { logicalId, properties }: Resource<EventSourceProperties>,
  {
    queue,
    queues,
    deployment,
    local,
    functionArn,
    scale,
    onFailure,
    onLog,
  }: Common &
    SourceSurroundings & { queue: Resource<QueueProperties>; onLog: (source: string, line: string) => void },
): { close(): Promise<void> } {
  if (properties.FilterCriteria) {
    onLog('warning', `${logicalId}: the local run does not filter what comes from queues.`);
  }
  const visibility = Number(queue.properties.VisibilityTimeout ?? 30);
  return startEventSource(queues.call, {
    queueUrl: queue.ref,
    queueArn: queue.arn,
    region: deployment.environment.region,
    batchSize: Number(properties.BatchSize ?? 10),
    windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
    // What the function would let wait is better off on the queue, where it comes to be a batch.
    concurrency: Math.min(Number(properties.ScalingConfig?.MaximumConcurrency ?? 5), local.atOnce),
    reportsItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    retrySeconds: () => (scale() === 1 ? undefined : visibility * scale()),
    loops: {
      functionArn: local.arn,
      allowed: loopsAllowed(deployment, local.arn),
      deadLetters: ofQueue(deployment, queue.properties.RedrivePolicy?.deadLetterTargetArn)?.ref,
    },
    invoke: (event, trace) => local.invoke(event, functionArn, { trace }),
    onFailure,
  });
}

const ofQueue = (deployment: Deployment, queueArn: string | undefined) =>
  deployment.ofType<QueueProperties>('AWS::SQS::Queue').find(({ arn }) => arn === queueArn);

const loopsAllowed = (deployment: Deployment, functionArn: string): boolean =>
  deployment
    .ofType<{ RecursiveLoop?: string }>('AWS::Lambda::Function')
    .some(({ arn, properties }) => arn === functionArn && properties.RecursiveLoop === 'Allow');

/** The function's ARN with the version or alias by which a mapping names it: as `name:alias` or as a whole ARN. */
function qualifiedArn(arn: string, nameOrArn: string): string {
  const [, qualifier] = nameOrArn.replace(/^arn:.*?:function:/, '').split(':');
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
