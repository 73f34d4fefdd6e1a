import { readEnvironment } from '../shared/env.ts';
import { RECONCILER_ENV } from './env.ts';

readEnvironment(RECONCILER_ENV);

export const handler = async () => ({ batchItemFailures: [] });
