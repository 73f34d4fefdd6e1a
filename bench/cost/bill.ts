import type prices from '../prices.json';
import type { Usage } from './usage.ts';

export type Prices = (typeof prices)['aws'];

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
  const cost = (item: keyof Prices, amount: number) => (amount * prices[item].price) / prices[item].per;
  const traced = usage.lambdaInvocations;
  const traces = Math.min(traced, XRAY_RESERVOIR) + 0.05 * Math.max(0, traced - XRAY_RESERVOIR);
  const lines: Line[] = [
    {
      service: 'API Gateway',
      units: `${count(usage.apiRequests)} requests`,
      usd: cost('apiGatewayRequest', usage.apiRequests),
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
      usd: cost('transferOutGb', usage.apiBytesOut / GB),
    },
    {
      service: 'Transfer out, images',
      units: gigabytes(usage.s3BytesOut),
      usd: cost('transferOutGb', usage.s3BytesOut / GB),
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
  ];
  return lines.filter(({ usd }) => usd > 0);
}

export const total = (lines: Line[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);

const count = (value: number) =>
  value >= 1e5 ? `${(value / 1e6).toFixed(2)} million` : Math.round(value).toLocaleString('en');

const gigabytes = (bytes: number) => `${(bytes / GB).toFixed(2)} GB`;
