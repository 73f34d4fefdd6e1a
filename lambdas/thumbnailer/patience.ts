import type { Patience } from '../shared/aws/patience.ts';

/** With each service, of the sixty seconds that the function has for one image, which can be of 100 MB. */
export const PATIENCE: Patience = { attempts: 3, requestMs: 4_000, attemptMs: 15_000 };
