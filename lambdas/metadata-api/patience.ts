import type { Patience } from '../shared/aws/patience.ts';

/** With DynamoDB, of the ten seconds that the function has. */
export const TABLE_PATIENCE: Patience = { attempts: 4, requestMs: 2_000, attemptMs: 2_200 };
