import { readEnvironment } from '../shared/env.ts';
import { RECONCILER_ENV } from './env.ts';

/** What the stage decides, from the environment. */
export interface Settings {
  tableName: string;
  bucketName: string;
  queueUrl: string;
  uploadQueueUrl: string;
  feedShards: number;
  /** Of the objects seen, from 0 to 1: a run deletes no more. */
  deleteShare: number;
}

const MILLION = 1_000_000;

/** @throws Error that lists every missing variable, or names a malformed one */
export function readSettings(): Settings {
  const env = readEnvironment(RECONCILER_ENV);
  return {
    tableName: env.text('TABLE_NAME'),
    bucketName: env.text('BUCKET_NAME'),
    queueUrl: env.url('RECONCILING_QUEUE_URL'),
    uploadQueueUrl: env.url('UPLOAD_QUEUE_URL'),
    feedShards: env.positive('FEED_SHARDS'),
    deleteShare: env.count('DELETE_PARTS_PER_MILLION', MILLION) / MILLION,
  };
}
