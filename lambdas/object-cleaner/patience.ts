import type { Patience } from '../shared/aws/patience.ts';

/** With each service, of the 120 seconds that the function has for a batch; a copy of 100 MB takes S3 some. */
export const PATIENCE: Patience = { attempts: 3, requestMs: 5_500, attemptMs: 10_000 };
