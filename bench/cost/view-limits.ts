import type { StageConfig } from '../../lib/stages/stages.ts';
import { RENDITION_BYTES } from './delivering.ts';
import {
  BUSY,
  DAY_SECONDS,
  FIVE_MINUTES,
  type GatewaySettings,
  gatewayLimits,
  inOrder,
  type Limit,
  roundUp,
  tableLimits,
  whole,
} from './limits.ts';
import type { Measured } from './measure.ts';
import quotas from './quotas.json' with { type: 'json' };

/** What a view asks for: its record of the API, by itself or in a list, and its image of S3 or, where the stage delivers, of CloudFront. */
type Asked = 'record' | 'list' | 'image, S3' | 'image, CloudFront';

/** What a view takes. */
export interface ViewDemand {
  readUnits: number;
  /** Of a page of a list, of all shards of the index. */
  pageReadUnits: number;
  recordsAPage: number;
}

export const viewDemandOf = ({ views, count, lists }: Measured): ViewDemand => ({
  readUnits: views.dynamodbReadUnits / count,
  pageReadUnits: lists.dynamodbReadUnits / lists.pages,
  recordsAPage: lists.recordsAPage,
});

type Settings = GatewaySettings & Pick<StageConfig, 'feedShards'>;

type ViewLimit = Limit & { asked: Asked };

/**
 * The limits of views, in the order in which they are met: each reads its record alone, which is one request. Those of the API
 * are met at as many times as many as an app reads records by a page.
 */
export function viewLimits(config: Settings, demand: ViewDemand): ViewLimit[] {
  return inOrder([...recordLimits(config, demand), listLimit(config, demand), ...imageLimits()]);
}

/** The newest records of all are at one end of every shard. */
function listLimit({ feedShards }: Settings, { pageReadUnits, recordsAPage }: ViewDemand): ViewLimit {
  const { value, source } = quotas.dynamodbPartitionReads;
  return {
    asked: 'list',
    perSecond: (value / (pageReadUnits / feedShards)) * recordsAPage,
    what: `DynamoDB: ${whole(value)} read units a second in one partition of the index \`feed\`, at pages of ${recordsAPage} records and ${pageReadUnits.toFixed(1)} read units`,
    whose: 'stage',
    source,
    raise: () => 'let the app keep the first pages for a moment',
  };
}

function recordLimits(config: GatewaySettings, { readUnits }: ViewDemand): ViewLimit[] {
  const limits: Limit[] = [
    ...gatewayLimits(config, 1, {
      quota: (views) => `\`quotaPerDay\` to ${whole(roundUp(views * DAY_SECONDS, 10_000_000))}`,
      throttle: (views) => `\`throttle.ratePerSecond\` to ${whole(views)}`,
      firewall: (views) =>
        `\`firewall.requestsPer5Minutes\` to ${whole(views * FIVE_MINUTES)}, where one address asks for all`,
    }),
    {
      perSecond: quotas.lambdaConcurrency.value * quotas.lambdaRequestsOfAnEnvironment.value,
      what: `Lambda: ${quotas.lambdaRequestsOfAnEnvironment.value} requests a second for each of ${whole(quotas.lambdaConcurrency.value)} executions at once`,
      whose: 'account and region',
      source: quotas.lambdaRequestsOfAnEnvironment.source,
      raise: () => 'Service Quotas',
    },
    {
      perSecond: quotas.dynamodbPartitionReads.value / readUnits,
      what: `DynamoDB: ${whole(quotas.dynamodbPartitionReads.value)} read units a second in one partition: of one record that everybody looks at`,
      whose: 'record',
      source: quotas.dynamodbPartitionReads.source,
      raise: () => 'nothing: let the app keep its URL, which holds for `urlExpiresSeconds`',
    },
    ...tableLimits('read', readUnits, quotas.dynamodbNewTableReads),
  ];
  return limits.map((limit) => ({ ...limit, asked: 'record' }));
}

function imageLimits(): ViewLimit[] {
  const gets = `${whole(quotas.s3Gets.value)} GET a second in one partition; keys begin with random UUIDs, and S3 splits by itself, answering 503 meanwhile`;
  return [
    {
      asked: 'image, S3',
      perSecond: quotas.s3Gets.value,
      what: `S3: ${gets}`,
      whose: 'partition of the bucket',
      source: quotas.s3Gets.source,
      raise: () => 'nothing; or `delivery`',
    },
    {
      asked: 'image, CloudFront',
      perSecond: quotas.lambdaConcurrency.value / BUSY.drawing,
      what: `Lambda: ${whole(quotas.lambdaConcurrency.value)} executions at once, shared with all other functions; only for views that are the first of an image in a width, at ${BUSY.drawing} s each`,
      whose: 'account and region',
      source: quotas.lambdaConcurrency.source,
      raise: (views) =>
        `Service Quotas; ${whole(roundUp(views * BUSY.drawing, 100))} if each were a first one`,
    },
    {
      asked: 'image, CloudFront',
      perSecond: quotas.s3Gets.value,
      what: `S3: ${gets}; only for views that CloudFront has not in its caches`,
      whose: 'partition of the bucket',
      source: quotas.s3Gets.source,
      raise: () => 'nothing',
    },
    {
      asked: 'image, CloudFront',
      perSecond: quotas.cloudFrontRequests.value,
      what: `CloudFront: ${whole(quotas.cloudFrontRequests.value)} requests a second`,
      whose: 'distribution',
      source: quotas.cloudFrontRequests.source,
      raise: () => 'Service Quotas',
    },
    {
      asked: 'image, CloudFront',
      perSecond: (quotas.cloudFrontGigabits.value * 1e9) / 8 / RENDITION_BYTES,
      what: `CloudFront: ${quotas.cloudFrontGigabits.value} gigabits a second, at ${RENDITION_BYTES / 1000} KB a view`,
      whose: 'distribution',
      source: quotas.cloudFrontGigabits.source,
      raise: () => 'Service Quotas',
    },
  ];
}
