import type prices from '../prices.json';
import type { Usage } from './usage.ts';

export interface Price {
  /** USD for so many. */
  price: number;
  per: number;
  source: string;
  /** Other prices for what is beyond an amount of a month, ascending. */
  beyond?: { from: number; price: number }[];
}

export type Prices = Record<keyof (typeof prices)['aws'], Price>;

export interface Line {
  service: string;
  /** The units, for a reader. */
  units: string;
  usd: number;
}

const GB = 1e9;
/** Requests that X-Ray records in a month at one a second, its first rule; of all others it takes 5 %. */
const XRAY_RESERVOIR = 30 * 24 * 3600;

/** What the usage of one month costs, service by service. */
export function bill(usage: Usage, prices: Prices): Line[] {
  const cost = (item: keyof Prices, amount: number) => costOf(prices[item], amount);
  // The steps of the price are for the sum of both.
  const apiOut = cost('transferOutGb', usage.apiBytesOut / GB);
  const allOut = cost('transferOutGb', (usage.apiBytesOut + usage.s3BytesOut) / GB);
  const traced = usage.lambdaInvocations;
  const traces = Math.min(traced, XRAY_RESERVOIR) + 0.05 * Math.max(0, traced - XRAY_RESERVOIR);
  const lines: Line[] = [
    {
      service: 'API Gateway',
      units: `${count(usage.apiRequests)} requests`,
      usd: cost('apiGatewayRequest', usage.apiRequests),
    },
    {
      service: 'WAF',
      units: `${count(usage.wafRequests)} requests`,
      usd: cost('wafRequest', usage.wafRequests),
    },
    {
      service: 'Lambda',
      units: `${count(usage.lambdaInvocations)} invocations, ${count(usage.lambdaGbSeconds)} GB-s`,
      usd: cost('lambdaRequest', usage.lambdaInvocations) + cost('lambdaGbSecondArm', usage.lambdaGbSeconds),
    },
    {
      service: 'DynamoDB',
      units: `${count(usage.dynamodbWriteUnits)} write units, ${count(usage.dynamodbReadUnits)} read units`,
      usd:
        cost('dynamodbWriteUnit', usage.dynamodbWriteUnits) +
        cost('dynamodbReadUnit', usage.dynamodbReadUnits),
    },
    {
      service: 'S3 requests',
      units: `${count(usage.s3Puts)} PUT, ${count(usage.s3Gets)} GET and HEAD`,
      usd: cost('s3Put', usage.s3Puts) + cost('s3Get', usage.s3Gets),
    },
    {
      service: 'SQS',
      units: `${count(usage.sqsRequests)} requests`,
      usd: cost('sqsRequest', usage.sqsRequests),
    },
    {
      service: 'CloudWatch Logs',
      units: gigabytes(usage.logBytes),
      usd: cost('logsIngestedGb', usage.logBytes / GB),
    },
    { service: 'X-Ray', units: `${count(traces)} traces`, usd: cost('xrayTrace', traces) },
    {
      service: 'CloudFront',
      units: `${count(usage.cdnRequests)} requests and runs of the edge function`,
      usd: cost('cloudFrontRequest', usage.cdnRequests) + cost('cloudFrontFunction', usage.cdnRequests),
    },
    {
      service: 'Transfer out, API',
      units: gigabytes(usage.apiBytesOut),
      usd: apiOut,
    },
    {
      service: 'Transfer out, images',
      units: gigabytes(usage.s3BytesOut),
      usd: allOut - apiOut,
    },
    {
      service: 'Transfer out, CloudFront',
      units: gigabytes(usage.cdnBytesOut),
      usd: cost('cloudFrontTransferGb', usage.cdnBytesOut / GB),
    },
    {
      service: 'S3 storage, a month',
      units: gigabytes(usage.storedBytes),
      usd: cost('s3StorageGbMonth', usage.storedBytes / GB),
    },
    {
      service: 'Table and its backup, a month',
      units: gigabytes(usage.tableBytes),
      usd:
        cost('dynamodbStorageGbMonth', usage.tableBytes / GB) +
        cost('dynamodbBackupGbMonth', usage.tableBytes / GB),
    },
  ];
  return lines.filter(({ usd }) => usd > 0);
}

/** What an amount of a month costs, USD. */
export function costOf({ price, per, beyond = [] }: Price, amount: number): number {
  const steps = [{ from: 0, price }, ...beyond];
  return steps.reduce((sum, step, at) => {
    const end = Math.min(amount, steps[at + 1]?.from ?? Number.POSITIVE_INFINITY);
    return sum + (Math.max(0, end - step.from) * step.price) / per;
  }, 0);
}

export const total = (lines: Line[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);

const count = (value: number) =>
  value >= 1e5 ? `${(value / 1e6).toFixed(2)} million` : Math.round(value).toLocaleString('en');

const gigabytes = (bytes: number) => `${(bytes / GB).toFixed(2)} GB`;
