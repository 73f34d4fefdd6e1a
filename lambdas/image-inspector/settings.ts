import { MAX_URL_SECONDS, readEnvironment } from '../shared/env.ts';
import { INSPECTOR_ENV } from './env.ts';
import type { InspectionRules } from './inspect.ts';

/** What the stage decides, from the environment. */
export interface Settings {
  tableName: string;
  bucketName: string;
  thumbnailQueueUrl: string;
  /** Lifetime of a ticket. */
  ticketSeconds: number;
  /** Partitions of the `feed` index. */
  feedShards: number;
  rules: InspectionRules;
}

/** @throws Error that lists every missing variable, or names a malformed one */
export function readSettings(): Settings {
  const env = readEnvironment(INSPECTOR_ENV);
  return {
    tableName: env.text('TABLE_NAME'),
    bucketName: env.text('BUCKET_NAME'),
    thumbnailQueueUrl: env.url('THUMBNAIL_QUEUE_URL'),
    ticketSeconds: env.positive('URL_EXPIRES_SECONDS', MAX_URL_SECONDS),
    feedShards: env.positive('FEED_SHARDS'),
    rules: {
      allowedTypes: new Set(env.imageTypes('ALLOWED_TYPES')),
      maxBytes: env.positive('MAX_UPLOAD_BYTES'),
      maxPixels: env.positive('MAX_PIXELS'),
    },
  };
}
