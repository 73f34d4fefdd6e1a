import { type ImageType, isImageType } from '../lambdas/shared/image-types.ts';

/** Everything in which one stage differs from another. The fields are explained one by one in the README. */
export interface StageConfig {
  /** Account and region to deploy to; the ones of the deployer's credentials when left out. */
  env?: { account: string; region: string };
  /** `retain`: table and bucket outlive the stack, which is termination-protected. `destroy`: all goes, bucket emptied. */
  data: 'retain' | 'destroy';
  /** Requests a second and burst that the API key may make. */
  throttle: { ratePerSecond: number; burst: number };
  /** Requests a day that the API key may make. */
  quotaPerDay: number;
  /** Origins whose pages may use the API and the bucket; `*` for any. No path, no trailing slash. */
  allowedOrigins: readonly string[];
  /** Image types that the stage accepts. */
  allowedTypes: readonly ImageType[];
  /** Bytes; larger uploads are refused. */
  maxUploadBytes: number;
  /** Pixels, width × height; larger images are refused. */
  maxPixels: number;
  /** Lifetime of presigned URLs in seconds, 60 to 43,200. */
  urlExpiresSeconds: number;
  /** Demand that every ticket declares its size and type. */
  requireDeclaredUploads: boolean;
  /** Days until a record that never got an image expires. */
  pendingDays: number;
  /** Days that a replaced or deleted image can still be restored. */
  restoreDays: number;
  /** Partitions of the `feed` index: one takes 1,000 writes a second. Never lower it on a stage with records. */
  feedShards: number;
  /** How many inspectors may run at once, 2 to 1,000. */
  inspectorConcurrency: number;
  logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  logRetentionDays: 1 | 7 | 14 | 30 | 90 | 365;
}

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
  data: 'destroy',
  throttle: { ratePerSecond: 50, burst: 100 },
  quotaPerDay: 100_000,
  allowedOrigins: ['*'],
  allowedTypes: defaultTypes,
  maxUploadBytes: 100_000_000,
  maxPixels: 100_000_000,
  urlExpiresSeconds: 3600,
  requireDeclaredUploads: false,
  pendingDays: 7,
  restoreDays: 1,
  feedShards: 1,
  inspectorConcurrency: 5,
  logLevel: 'INFO',
  logRetentionDays: 7,
};

const staging: StageConfig = {
  ...dev,
  data: 'retain',
  restoreDays: 7,
  inspectorConcurrency: 10,
  logRetentionDays: 30,
};

const prod: StageConfig = {
  ...staging,
  throttle: { ratePerSecond: 200, burst: 400 },
  quotaPerDay: 2_000_000,
  restoreDays: 30,
  feedShards: 4,
  inspectorConcurrency: 50,
  logRetentionDays: 90,
};

export const stages: Record<string, StageConfig> = { dev, staging, prod };

/**
 * Checks a stage's settings for values that CloudFormation would refuse late, or accept to the user's harm.
 * @throws Error that names the stage and every bad field.
 */
export function validateStage(name: string, config: StageConfig): void {
  const faults: string[] = [];
  const check = (ok: boolean, fault: string) => ok || faults.push(fault);
  const integer = (field: string, value: number, min: number, max: number) =>
    check(
      Number.isInteger(value) && value >= min && value <= max,
      `${field} must be a whole number from ${min} to ${max}, not ${value}`,
    );

  check(
    /^[a-z][a-z0-9-]{0,19}$/.test(name),
    'its name must be 1 to 20 of a-z, 0-9 and -, and begin with a letter',
  );
  integer('throttle.ratePerSecond', config.throttle.ratePerSecond, 1, 10_000);
  integer('throttle.burst', config.throttle.burst, 1, 5_000);
  integer('quotaPerDay', config.quotaPerDay, 1, 1_000_000_000);
  check(
    config.quotaPerDay >= config.throttle.burst,
    `quotaPerDay (${config.quotaPerDay}) must not be under throttle.burst (${config.throttle.burst})`,
  );
  check(config.allowedOrigins.length > 0, 'allowedOrigins must name at least one origin');
  for (const origin of config.allowedOrigins) {
    check(
      origin === '*' || isOrigin(origin),
      `allowedOrigins: "${origin}" is no origin; write it as https://host[:port], without a path`,
    );
  }
  check(
    !config.allowedOrigins.includes('*') || config.allowedOrigins.length === 1,
    'allowedOrigins: "*" must stand alone',
  );
  check(config.allowedTypes.length > 0, 'allowedTypes must name at least one type');
  for (const type of config.allowedTypes)
    check(isImageType(type), `allowedTypes: "${type}" is not supported`);
  integer('maxUploadBytes', config.maxUploadBytes, 1, 5 * 2 ** 30);
  integer('maxPixels', config.maxPixels, 1, 2 ** 32);
  integer('urlExpiresSeconds', config.urlExpiresSeconds, 60, 43_200);
  integer('pendingDays', config.pendingDays, 1, 365);
  integer('restoreDays', config.restoreDays, 1, 3650);
  integer('feedShards', config.feedShards, 1, 64);
  integer('inspectorConcurrency', config.inspectorConcurrency, 2, 1000);

  if (faults.length > 0) throw new Error(`Stage "${name}" in lib/stages.ts: ${faults.join('; ')}.`);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}
