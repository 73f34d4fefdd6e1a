import type { Patience } from '../shared/aws/patience.ts';

/** With DynamoDB, of the ten seconds that the function has. */
export const TABLE_PATIENCE: Patience = { attempts: 4, requestMs: 2_000, attemptMs: 2_200 };

/** With S3, which may have to copy 100 MB, of the same ten seconds. */
export const BUCKET_PATIENCE: Patience = { attempts: 2, requestMs: 4_000, attemptMs: 4_200 };
