import { readEnvironment } from '../shared/env.ts';
import { isImageType } from '../shared/image-types.ts';
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

/** @throws Error that lists every missing variable, or names a malformed one */
export function readSettings(): Settings {
  const env = readEnvironment(METADATA_API_ENV);
  const positive = (name: (typeof METADATA_API_ENV)[number]) => {
    if (/^[1-9]\d*$/.test(env[name])) return Number(env[name]);
    throw new Error(`${name} must be a positive integer, not ${JSON.stringify(env[name])}`);
  };
  return {
    tableName: env.TABLE_NAME,
    bucketName: env.BUCKET_NAME,
    feedShards: positive('FEED_SHARDS'),
    urlExpiresSeconds: positive('URL_EXPIRES_SECONDS'),
    maxUploadBytes: positive('MAX_UPLOAD_BYTES'),
    allowedTypes: list(env.ALLOWED_TYPES).map((type) => {
      if (isImageType(type)) return type;
      throw new Error(`ALLOWED_TYPES names ${type}, which is not a known image type`);
    }),
    allowedOrigins: list(env.ALLOWED_ORIGINS),
    requireDeclaredUploads: flag('REQUIRE_DECLARED_UPLOADS', env.REQUIRE_DECLARED_UPLOADS),
    pendingDays: positive('PENDING_DAYS'),
  };
}

function flag(name: string, text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Error(`${name} must be true or false, not ${JSON.stringify(text)}`);
}

function list(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}
