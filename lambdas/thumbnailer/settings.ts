import { readEnvironment } from '../shared/env.ts';
import { THUMBNAILER_ENV } from './env.ts';

/** What the stage decides, from the environment. */
export interface Settings {
  tableName: string;
  bucketName: string;
  /** Width × height; a larger image gets no thumbnail. */
  maxPixels: number;
}

/** @throws Error that lists every missing variable, or names a malformed one */
export function readSettings(): Settings {
  const env = readEnvironment(THUMBNAILER_ENV);
  return {
    tableName: env.text('TABLE_NAME'),
    bucketName: env.text('BUCKET_NAME'),
    maxPixels: env.positive('MAX_PIXELS'),
  };
}
