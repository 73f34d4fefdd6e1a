import { setTimeout as sleep } from 'node:timers/promises';
import type { StartingPosition, TableStream } from '../../dynamodb/streams/stream.ts';
import type { Identities } from '../../iam/identities.ts';
import type { Deployment, Resource } from '../../template/deployment.ts';
import type { LocalFunction } from '../functions.ts';
import { type Destination, destinationOf, type Endpoints } from './destination.ts';
import { type FilterCriteria, readFilters } from './filter.ts';
import { startStreamSource } from './stream-source.ts';

/** A mapping of a stream, as templates declare it. */
export interface StreamMapping {
  EventSourceArn: string;
  FunctionName: string;
  BatchSize?: number;
  BisectBatchOnFunctionError?: boolean;
  DestinationConfig?: { OnFailure?: { Destination?: string } };
  FilterCriteria?: FilterCriteria;
  FunctionResponseTypes?: string[];
  MaximumBatchingWindowInSeconds?: number;
  MaximumRecordAgeInSeconds?: number;
  MaximumRetryAttempts?: number;
  ParallelizationFactor?: number;
  StartingPosition?: string;
  TumblingWindowInSeconds?: number;
}

/** What a stream's mapping is made of beside its declaration. */
export interface StreamSurroundings extends Endpoints {
  deployment: Deployment;
  identities: Identities;
  stream: TableStream;
  /** As the mapping calls it, with its alias. */
  functionArn: string;
  local: LocalFunction;
  scale(): number;
  onFailure(reason: string): void;
}

/** What Lambda asks of a role before it makes a mapping of a stream. */
const READS = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];
/** How often it is tried to send what is given up. */
const SENDS = 3;

/** @throws Error with a sentence for a person, when Lambda would refuse the mapping, or when it asks for what is not known */
export async function startDeclaredStreamSource(
  { logicalId, ref, properties }: Resource<StreamMapping>,
  surroundings: StreamSurroundings,
): Promise<{ close(): Promise<void> }> {
  const { deployment, identities, stream, functionArn, local, scale, onFailure } = surroundings;
  const { credentials } = local;
  const settings = explained(logicalId, () => settingsOf(properties));
  const to = properties.DestinationConfig?.OnFailure?.Destination;
  const source = {
    uuid: ref,
    functionArn,
    functionVersion: deployment.environment.functionVersion ?? '1',
    streamArn: stream.arn,
  };
  const destination =
    to === undefined
      ? undefined
      : explained(logicalId, () => destinationOf(to, deployment, source, surroundings, credentials));
  const needs = [
    ...READS.map((name) => ({ action: `dynamodb:${name}`, resource: stream.arn })),
    ...(destination?.needs ?? []),
  ];
  for (const { action, resource } of needs) {
    const refused = identities.refusal(credentials.accessKeyId, action, resource);
    if (refused !== undefined) throw new Error(`${logicalId} cannot be made: ${refused}.`);
  }
  const started = await startStreamSource(stream, {
    ...settings,
    reader: ref,
    scale,
    onFailure,
    invoke: (event, call) => local.invoke(event, functionArn, call),
    refusal: () => identities.refusal(credentials.accessKeyId, 'dynamodb:GetRecords', stream.arn),
    async discard(discarded, shard) {
      const { length } = discarded.entries;
      const what = `${length === 1 ? '1 record is' : `${length} records are`} given up: ${discarded.condition}`;
      onFailure(destination ? `${what}.` : `${what}, and the mapping has no destination for them.`);
      if (destination) await sent(() => destination.send(shard, discarded), surroundings);
    },
  });
  return {
    async close() {
      await started.close();
      destination?.close();
    },
  };
}

/** Says that a record of what was given up is lost, when it is. */
async function sent(
  send: () => ReturnType<Destination['send']>,
  { scale, onFailure }: StreamSurroundings,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      onFailure(`What was given up could not be sent to the destination: ${(error as Error).message}`);
      if (attempt === SENDS) return;
      await sleep(1000 * 2 ** attempt * scale());
    }
  }
}

function settingsOf(properties: StreamMapping) {
  const {
    MaximumRetryAttempts = -1,
    MaximumRecordAgeInSeconds = -1,
    TumblingWindowInSeconds = 0,
  } = properties;
  if (Number(TumblingWindowInSeconds) > 0) {
    throw new Error('has a TumblingWindowInSeconds, which the local run does not know');
  }
  const orWithoutEnd = (value: number) => (value === -1 ? Number.POSITIVE_INFINITY : value);
  return {
    from: startingPosition(properties),
    batchSize: Number(properties.BatchSize ?? 100),
    windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
    parallel: Number(properties.ParallelizationFactor ?? 1),
    filter: readFilters(properties.FilterCriteria),
    reportsItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    bisects: String(properties.BisectBatchOnFunctionError) === 'true',
    retries: orWithoutEnd(Number(MaximumRetryAttempts)),
    maximumAgeMs: orWithoutEnd(Number(MaximumRecordAgeInSeconds)) * 1000,
  };
}

function startingPosition({ StartingPosition: position }: StreamMapping): StartingPosition {
  if (position === 'LATEST' || position === 'TRIM_HORIZON') return position;
  throw new Error(`has the StartingPosition ${position}, and a stream takes LATEST or TRIM_HORIZON`);
}

function explained<T>(logicalId: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${logicalId}: ${(error as Error).message}.`);
  }
}
