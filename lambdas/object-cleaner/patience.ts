import type { Patience } from '../shared/aws/patience.ts';

/** With table and queue, of the 120 seconds that the function has for a batch, whose messages wait at once. */
export const PATIENCE: Patience = { attempts: 3, requestMs: 3_000, attemptMs: 5_000 };

/** With S3, which answers a copy when it has made it, and may have to copy 5 GB. */
export const BUCKET_PATIENCE: Patience = { attempts: 2, requestMs: 50_000, attemptMs: 50_000 };
