import type { Patience } from '../shared/aws/patience.ts';

/** With each service, of the fifty-five seconds that the function has for an image, which can be of 100 MB. */
export const PATIENCE: Patience = { attempts: 3, requestMs: 4_000, attemptMs: 15_000 };

/** For so long somebody else's drawing is waited for, ms: then a cache asks again. What is left is enough for a drawing of one's own. */
export const WAIT_MS = 10_000;
