import { type DeliverySettings, isDelivery } from '../shared/delivery/settings.ts';
import { MAX_URL_SECONDS, readEnvironment } from '../shared/env.ts';
import { DELIVERY_ENV, METADATA_API_ENV } from './env.ts';

/** What the stage decides, from the environment. */
export interface Settings {
  tableName: string;
  bucketName: string;
  /** Of the bucket in its region, without protocol. */
  bucketDomainName: string;
  feedShards: number;
  urlExpiresSeconds: number;
  /** Bytes. */
  maxUploadBytes: number;
  allowedTypes: readonly string[];
  allowedOrigins: string[];
  requireDeclaredUploads: boolean;
  pendingDays: number;
  /** Undefined where the stage delivers no images. */
  delivery: DeliverySettings | undefined;
}

/** @throws Error that lists every missing variable, or names a malformed one */
export function readSettings(): Settings {
  const env = readEnvironment(METADATA_API_ENV, DELIVERY_ENV);
  return {
    tableName: env.text('TABLE_NAME'),
    bucketName: env.text('BUCKET_NAME'),
    bucketDomainName: env.domain('BUCKET_DOMAIN_NAME'),
    feedShards: env.positive('FEED_SHARDS'),
    urlExpiresSeconds: env.positive('URL_EXPIRES_SECONDS', MAX_URL_SECONDS),
    maxUploadBytes: env.positive('MAX_UPLOAD_BYTES'),
    allowedTypes: env.imageTypes('ALLOWED_TYPES'),
    allowedOrigins: env.list('ALLOWED_ORIGINS'),
    requireDeclaredUploads: env.flag('REQUIRE_DECLARED_UPLOADS'),
    pendingDays: env.positive('PENDING_DAYS'),
    delivery: env.has('DELIVERY')
      ? env.json('DELIVERY', isDelivery, 'JSON of origin, widths and key')
      : undefined,
  };
}
