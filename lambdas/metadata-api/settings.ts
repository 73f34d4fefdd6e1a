import { readEnvironment } from '../shared/env.ts';
import { METADATA_API_ENV } from './env.ts';

/** What the stage decides, from the environment. */
export interface Settings {
  tableName: string;
  bucketName: string;
  feedShards: number;
  urlExpiresSeconds: number;
  /** Bytes. */
  maxUploadBytes: number;
  allowedTypes: string[];
  allowedOrigins: string[];
  requireDeclaredUploads: boolean;
  pendingDays: number;
}

/** @throws Error that lists every missing variable */
export function readSettings(): Settings {
  const env = readEnvironment(METADATA_API_ENV);
  return {
    tableName: env.TABLE_NAME,
    bucketName: env.BUCKET_NAME,
    feedShards: Number(env.FEED_SHARDS),
    urlExpiresSeconds: Number(env.URL_EXPIRES_SECONDS),
    maxUploadBytes: Number(env.MAX_UPLOAD_BYTES),
    allowedTypes: list(env.ALLOWED_TYPES),
    allowedOrigins: list(env.ALLOWED_ORIGINS),
    requireDeclaredUploads: env.REQUIRE_DECLARED_UPLOADS === 'true',
    pendingDays: Number(env.PENDING_DAYS),
  };
}

function list(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}
