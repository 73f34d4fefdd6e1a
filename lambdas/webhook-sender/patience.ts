import type { Patience } from '../shared/aws/patience.ts';

/** With SSM, and again with SQS, of the thirty seconds that the function has; a receiver has ten. */
export const PATIENCE: Patience = { attempts: 2, requestMs: 3_000, attemptMs: 4_000 };
