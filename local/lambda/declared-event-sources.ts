import type { LocalRunOptions } from '../options.ts';
import type { LocalQueues, QueueProperties } from '../sqs/queues.ts';
import type { Deployment } from '../template/deployment.ts';
import { type DeclaredFunctions, shortName } from './declared-functions.ts';
import { startEventSource } from './event-source.ts';

interface EventSourceProperties {
  EventSourceArn: string;
  FunctionName: string;
  BatchSize?: number;
  Enabled?: boolean;
  FilterCriteria?: unknown;
  FunctionResponseTypes?: string[];
  MaximumBatchingWindowInSeconds?: number;
  ScalingConfig?: { MaximumConcurrency?: number };
}

/** The mappings that are switched on. */
export const eventSources = (deployment: Deployment) =>
  deployment
    .ofType<EventSourceProperties>('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => properties.Enabled !== false);

/**
 * Starts polling for every event source mapping of the templates.
 * @returns `close` stops them all, once what they are working on is done
 */
export function startEventSources(
  { retryScale = 1, onLog = () => {} }: Pick<LocalRunOptions, 'retryScale' | 'onLog'>,
  deployment: Deployment,
  queues: LocalQueues,
  functions: DeclaredFunctions,
): { close(): Promise<void> } {
  const sources = eventSources(deployment).map(({ logicalId, properties }) => {
    const queue = deployment
      .ofType<QueueProperties>('AWS::SQS::Queue')
      .find(({ arn }) => arn === properties.EventSourceArn);
    if (!queue)
      throw new Error(`${logicalId} reads ${properties.EventSourceArn}, which is no queue of the stacks.`);
    if (properties.FilterCriteria) onLog('warning', `${logicalId}: the local run does not filter events.`);
    const visibility = Number(queue.properties.VisibilityTimeout ?? 30);
    return startEventSource(queues.client, {
      queueUrl: queue.ref,
      queueArn: queue.arn,
      region: deployment.environment.region,
      batchSize: Number(properties.BatchSize ?? 10),
      windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
      concurrency: Number(properties.ScalingConfig?.MaximumConcurrency ?? 5),
      reportsItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
      retrySeconds: () => {
        const scale = typeof retryScale === 'number' ? retryScale : retryScale();
        return scale === 1 ? undefined : visibility * scale;
      },
      invoke: (event) => {
        const local = functions.get(properties.FunctionName);
        return local.invoke(event, qualifiedArn(local.arn, properties.FunctionName));
      },
      onFailure: (reason) => onLog(shortName(queue.logicalId), reason),
    });
  });
  return {
    async close() {
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}

/** The function's ARN with the version or alias by which a mapping names it: as `name:alias` or as a whole ARN. */
function qualifiedArn(arn: string, nameOrArn: string): string {
  const [, qualifier] = nameOrArn.replace(/^arn:.*?:function:/, '').split(':');
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
