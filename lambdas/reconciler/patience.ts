import type { Patience } from '../shared/aws/patience.ts';

/** With each service, of the five minutes that the function has for a slice. */
export const PATIENCE: Patience = { attempts: 4, requestMs: 5_000, attemptMs: 15_000 };
