import { readEnvironment } from '../shared/env.ts';
import { CLEANER_ENV, DISTRIBUTION_ENV } from './env.ts';

/** What the stage decides, from the environment. */
export interface Settings {
  tableName: string;
  bucketName: string;
  queueUrl: string;
  restoreDays: number;
  /** Undefined where the stage delivers no images. */
  distributionId: string | undefined;
}

/** @throws Error that lists every missing variable, or names a malformed one */
export function readSettings(): Settings {
  const env = readEnvironment(CLEANER_ENV, DISTRIBUTION_ENV);
  return {
    tableName: env.text('TABLE_NAME'),
    bucketName: env.text('BUCKET_NAME'),
    queueUrl: env.url('CLEANING_QUEUE_URL'),
    restoreDays: env.positive('RESTORE_DAYS'),
    distributionId: env.has('DISTRIBUTION_ID') ? env.text('DISTRIBUTION_ID') : undefined,
  };
}
