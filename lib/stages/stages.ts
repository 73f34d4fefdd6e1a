import type { ImageType } from '../../contract/image-types.ts';
import type { DeliveryConfig } from './delivery.ts';
import type { CloudFrontDomain } from './domains.ts';
import type { ReconcileConfig } from './reconcile.ts';
import type { UsersConfig } from './users.ts';
import type { WebhookConfig } from './webhooks.ts';

/** Everything in which one stage differs from another. docs/stages.md explains the fields one by one. */
export interface StageConfig {
  /** Account and region to deploy to; the ones of the deployer's credentials when left out. */
  env?: { account: string; region: string };
  /** Tags of every resource, beside `service` and `stage`. */
  tags: Readonly<Record<string, string>>;
  /** `retain`: table and bucket outlive the stack, which is termination-protected. `destroy`: all goes, bucket emptied. */
  data: 'retain' | 'destroy';
  /** Requests a second and burst that the API key may make. */
  throttle: { ratePerSecond: number; burst: number };
  /** Requests a day that the API key may make. */
  quotaPerDay: number;
  /** Names of the API keys, newest last. To rotate: add one, deploy, hand it out, then remove the old one. */
  apiKeys: readonly string[];
  /** The API's own domain. Point its DNS name at the output `ApiDomainTarget`. */
  domain?: {
    name: string;
    /** An ACM certificate for the name, in the stage's region. */
    certificateArn: string;
  };
  /**
   * The uploader page on CloudFront; `false` for none. Point the DNS name of its own domain at the output
   * `PageDomainTarget`; the certificate is of us-east-1, where CloudFront looks for it.
   */
  web: false | { domain?: CloudFrontDomain };
  /** A WAF web ACL before the API; costs about 10 USD a month. `requestsPer5Minutes` is what one IP address may make. */
  firewall: false | { requestsPer5Minutes: number };
  /** Lets an app's own users in at `/my/…`, each to their own records, by access tokens of an OpenID Connect issuer. */
  users: false | UsersConfig;
  /** Who is told of changes by signed webhooks. */
  webhooks: readonly WebhookConfig[];
  /** Who is told of the same changes on EventBridge: the account's own bus, or one by its ARN; `false` for nobody. */
  eventBus: false | 'default' | `arn:${string}`;
  /** Origins whose pages may use the API and the bucket; `*` for any. No path, no trailing slash. */
  allowedOrigins: readonly string[];
  /** Request headers that these pages may send beside those of contract/cors.ts, in lower case. */
  allowedHeaders: readonly string[];
  /** Image types that the stage accepts. */
  allowedTypes: readonly ImageType[];
  /** Bytes; larger uploads are refused. */
  maxUploadBytes: number;
  /** Pixels, width × height; larger images are refused. */
  maxPixels: number;
  /** Lifetime of presigned URLs in seconds, 60 to 43,200. */
  urlExpiresSeconds: number;
  /** Demand that every ticket declares its size. */
  requireDeclaredUploads: boolean;
  /** Days until a record that never got an image expires. */
  pendingDays: number;
  /** Days that a replaced or deleted image can still be restored. */
  restoreDays: number;
  /** Partitions of the `feed` index: one takes 1,000 writes a second. Never lower it on a stage with records. */
  feedShards: number;
  /** How many inspectors may run at once, 2 to 1,000. */
  inspectorConcurrency: number;
  /** How many thumbnailers may run at once, 2 to 1,000. */
  thumbnailerConcurrency: number;
  /** Images in every width from caches near their viewers; `false` for none. */
  delivery: false | DeliveryConfig;
  /** How often it is checked that bucket and table agree; `false` for never. */
  reconcile: false | ReconcileConfig;
  /** How a release takes over: all at once, or in steps that are taken back on an alarm. */
  canary: false | CanaryName;
  /**
   * Lets this release take over although an alarm of a release is ringing: for the release that mends it. Take it out
   * again afterwards.
   */
  releaseDespiteAlarms?: boolean;
  /** Where alarms are mailed; nowhere when left out. AWS asks the address to confirm. */
  alarmEmail?: string;
  /** Milliseconds that the slowest of a hundred API requests may take before it alarms. */
  apiP99Ms: number;
  /** What the functions log. */
  logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** What API Gateway logs of its own work, beside the access log. */
  apiLogLevel: 'INFO' | 'ERROR';
  logRetentionDays: 1 | 7 | 14 | 30 | 90 | 365;
}

/** CodeDeploy's ways to shift a function's traffic that a stage can choose. */
export type CanaryName =
  | 'canary-10-percent-5-minutes'
  | 'canary-10-percent-15-minutes'
  | 'linear-10-percent-every-minute'
  | 'linear-10-percent-every-3-minutes';

const defaultTypes: readonly ImageType[] = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/heic',
  'image/tiff',
  'image/bmp',
];

const dev: StageConfig = {
  tags: { 'cost-center': 'development' },
  data: 'destroy',
  throttle: { ratePerSecond: 50, burst: 100 },
  quotaPerDay: 100_000,
  apiKeys: ['first'],
  web: {},
  firewall: false,
  users: false,
  webhooks: [],
  eventBus: false,
  allowedOrigins: ['*'],
  allowedHeaders: [],
  allowedTypes: defaultTypes,
  maxUploadBytes: 100_000_000,
  maxPixels: 100_000_000,
  urlExpiresSeconds: 3600,
  requireDeclaredUploads: false,
  pendingDays: 7,
  restoreDays: 1,
  feedShards: 1,
  inspectorConcurrency: 5,
  thumbnailerConcurrency: 5,
  delivery: false,
  reconcile: { everyHours: 24, repair: false, deleteShare: 0.5 },
  canary: false,
  apiP99Ms: 3000,
  logLevel: 'INFO',
  apiLogLevel: 'INFO',
  logRetentionDays: 7,
};

const staging: StageConfig = {
  ...dev,
  tags: { 'cost-center': 'staging' },
  data: 'retain',
  restoreDays: 7,
  inspectorConcurrency: 10,
  thumbnailerConcurrency: 10,
  reconcile: { everyHours: 24, repair: false, deleteShare: 0.01 },
  canary: 'canary-10-percent-5-minutes',
  logRetentionDays: 30,
};

const prod: StageConfig = {
  ...staging,
  tags: { 'cost-center': 'production' },
  throttle: { ratePerSecond: 200, burst: 400 },
  quotaPerDay: 2_000_000,
  firewall: { requestsPer5Minutes: 60_000 },
  restoreDays: 30,
  feedShards: 4,
  inspectorConcurrency: 50,
  thumbnailerConcurrency: 50,
  canary: 'linear-10-percent-every-minute',
  apiP99Ms: 2000,
  apiLogLevel: 'ERROR',
  logRetentionDays: 90,
};

export const stages: Record<string, StageConfig> = { dev, staging, prod };
