import type { StageConfig } from '../../lib/stages/stages.ts';
import type { Measured } from './measure.ts';
import quotas from './quotas.json' with { type: 'json' };

export const DAY_SECONDS = 24 * 3600;
export const FIVE_MINUTES = 300;
/**
 * Taken for, not measured: what keeps a function busy on Lambda, seconds, which has less processor than the machine that
 * measures, and reads images of 12 megapixels over a network. The page tells what was measured beside it.
 */
export const BUSY = { request: 0.01, inspectorBatch: 0.2, thumbnail: 0.5, drawing: 1 };

/** Of what cannot be raised in a hurry. */
const RESERVE = 2;

/** A limit, and how much one upload or one view takes of it. */
export interface Limit {
  /** Uploads or views a second at which it is met. */
  perSecond: number;
  what: string;
  /** What shares it. */
  whose: string;
  /** The AWS page that says so; undefined for a setting of the stage. */
  source?: string;
  /** What to do for so many a second, where that is more. */
  raise: (perSecond: number) => string;
}

/** What an upload takes, on average. */
export interface Demand {
  requests: number;
  /** Of the table, and as many of its index. */
  writeUnits: number;
  puts: number;
  /** Of an inspector, with a share of a batch. */
  inspectionSeconds: number;
}

export const demandOf = ({ uploads, count, inspectorBatch }: Measured): Demand => ({
  requests: uploads.apiRequests / count,
  // The meter counts the index as often as the table.
  writeUnits: uploads.dynamodbWriteUnits / count / 2,
  puts: uploads.s3Puts / count,
  inspectionSeconds: BUSY.inspectorBatch / inspectorBatch,
});

export type GatewaySettings = Pick<StageConfig, 'quotaPerDay' | 'throttle' | 'firewall'>;
type Settings = GatewaySettings &
  Pick<StageConfig, 'thumbnailerConcurrency' | 'feedShards' | 'inspectorConcurrency'>;
type Raised = Settings & { firewall: { requestsPer5Minutes: number } };

/** The settings of a stage that takes so many uploads a second, with some reserve; others are AWS's to raise. */
export function settingsFor(uploads: number, demand: Demand): Raised {
  const requests = uploads * demand.requests;
  return {
    quotaPerDay: roundUp(requests * DAY_SECONDS, 10_000_000),
    throttle: { ratePerSecond: roundUp(requests, 100), burst: Math.min(5_000, roundUp(2 * requests, 100)) },
    firewall: { requestsPer5Minutes: roundUp(requests * FIVE_MINUTES, 10_000) },
    thumbnailerConcurrency: roundUp(uploads * BUSY.thumbnail, 50),
    feedShards: RESERVE * Math.ceil((uploads * demand.writeUnits) / quotas.dynamodbPartitionWrites.value),
    inspectorConcurrency: Math.max(2, roundUp(uploads * demand.inspectionSeconds, 10)),
  };
}

/** The limits of uploads to a stage, in the order in which they are met. */
export function uploadLimits(config: Settings, demand: Demand): Limit[] {
  const { requests, writeUnits, puts, inspectionSeconds } = demand;
  const busySeconds = BUSY.thumbnail + requests * BUSY.request + inspectionSeconds;
  const to =
    (field: string, pick: (raised: Raised) => number, more = '') =>
    (uploads: number) =>
      `\`${field}\` to ${whole(pick(settingsFor(uploads, demand)))}${more}`;
  return inOrder([
    ...gatewayLimits(config, requests, {
      quota: to('quotaPerDay', ({ quotaPerDay }) => quotaPerDay),
      throttle: to('throttle.ratePerSecond', ({ throttle }) => throttle.ratePerSecond),
      firewall: to(
        'firewall.requestsPer5Minutes',
        ({ firewall }) => firewall.requestsPer5Minutes,
        ', where one address uploads for all',
      ),
    }),
    {
      perSecond: config.thumbnailerConcurrency / BUSY.thumbnail,
      what: `\`thumbnailerConcurrency\` ${config.thumbnailerConcurrency}, at ${BUSY.thumbnail} s an image of 12 megapixels; what is over it only waits in its queue`,
      whose: 'stage',
      raise: to('thumbnailerConcurrency', (settings) => settings.thumbnailerConcurrency),
    },
    {
      perSecond: (config.feedShards * quotas.dynamodbPartitionWrites.value) / writeUnits,
      what: `DynamoDB: ${whole(quotas.dynamodbPartitionWrites.value)} write units a second in one partition, and the index \`feed\` has \`feedShards\` ${config.feedShards}`,
      whose: 'stage',
      source: quotas.dynamodbPartitionWrites.source,
      raise: to('feedShards', ({ feedShards }) => feedShards, ', and never lower it again'),
    },
    ...tableLimits('write', writeUnits, quotas.dynamodbNewTableWrites),
    {
      perSecond: quotas.s3Puts.value / puts,
      what: `S3: ${whole(quotas.s3Puts.value)} PUT a second in one partition; keys begin with random UUIDs, and S3 splits by itself, answering 503 meanwhile, which clients retry`,
      whose: 'partition of the bucket',
      source: quotas.s3Puts.source,
      raise: () => 'nothing',
    },
    {
      perSecond: quotas.lambdaConcurrency.value / busySeconds,
      what: `Lambda: ${whole(quotas.lambdaConcurrency.value)} executions at once (new accounts: 10), nearly all of them thumbnailers`,
      whose: 'account and region',
      source: quotas.lambdaConcurrency.source,
      raise: (uploads) => `Service Quotas, to ${whole(roundUp(uploads * busySeconds, 100))}`,
    },
    {
      perSecond: config.inspectorConcurrency / inspectionSeconds,
      what: `\`inspectorConcurrency\` ${config.inspectorConcurrency}, at ${BUSY.inspectorBatch} s a batch; what is over it only waits in its queue`,
      whose: 'stage',
      raise: to('inspectorConcurrency', (settings) => settings.inspectorConcurrency),
    },
  ]);
}

/** What stands before every request. @param requests - that one upload or view makes */
export function gatewayLimits(
  { quotaPerDay, throttle, firewall }: GatewaySettings,
  requests: number,
  raise: Record<'quota' | 'throttle' | 'firewall', Limit['raise']>,
): Limit[] {
  const limits: Limit[] = [
    {
      perSecond: quotaPerDay / DAY_SECONDS / requests,
      what: `\`quotaPerDay\` ${whole(quotaPerDay)}, spent all day`,
      whose: 'API key',
      raise: raise.quota,
    },
    {
      perSecond: throttle.ratePerSecond / requests,
      what: `\`throttle.ratePerSecond\` ${whole(throttle.ratePerSecond)}`,
      whose: 'API key, and stage',
      raise: raise.throttle,
    },
    {
      perSecond: quotas.apiGatewayRequests.value / requests,
      what: `API Gateway: ${whole(quotas.apiGatewayRequests.value)} requests a second (2,500 in the youngest regions)`,
      whose: 'account and region',
      source: quotas.apiGatewayRequests.source,
      raise: () => 'Service Quotas',
    },
  ];
  if (firewall)
    limits.push({
      perSecond: firewall.requestsPer5Minutes / FIVE_MINUTES / requests,
      what: `\`firewall.requestsPer5Minutes\` ${whole(firewall.requestsPer5Minutes)}`,
      whose: 'IP address',
      raise: raise.firewall,
    });
  return limits;
}

/** Of DynamoDB's tables. @param each - units that one upload or view takes */
export function tableLimits(
  units: 'read' | 'write',
  each: number,
  newTable: { value: number; source: string },
): Limit[] {
  const { value, source } = quotas.dynamodbTableUnits;
  return [
    {
      perSecond: newTable.value / each,
      what: `DynamoDB: a new on-demand table takes ${whole(newTable.value)} ${units} units a second, then twice its last peak`,
      whose: 'table',
      source: newTable.source,
      raise: (perSecond) =>
        `warm throughput of ${whole(RESERVE * perSecond * each)} ${units} units, before a planned peak`,
    },
    {
      perSecond: value / each,
      what: `DynamoDB: ${whole(value)} ${units} units a second`,
      whose: 'table',
      source,
      raise: () => 'Service Quotas',
    },
  ];
}

export const inOrder = <L extends Limit>(limits: L[]): L[] =>
  limits.sort((a, b) => a.perSecond - b.perSecond);

export const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

export const whole = (value: number): string => Math.round(value).toLocaleString('en');
