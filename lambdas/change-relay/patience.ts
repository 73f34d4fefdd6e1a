import type { Patience } from '../shared/aws/patience.ts';

/** With each service, of the thirty seconds that the function has for a batch. What fails is put aside, so twice do. */
export const PATIENCE: Patience = { attempts: 2, requestMs: 3_000, attemptMs: 5_000 };
