import type { Patience } from '../shared/aws/patience.ts';

/** With each service, of the thirty seconds that the function has for a batch, whose messages wait at once. */
export const PATIENCE: Patience = { attempts: 3, requestMs: 3_000, attemptMs: 6_000 };
