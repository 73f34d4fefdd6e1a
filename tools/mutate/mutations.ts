import type { Mutation } from './mutation.ts';
import { API } from './mutations/api.ts';
import { BATCHES } from './mutations/batches.ts';
import { CHANGES } from './mutations/changes.ts';
import { CLEANING } from './mutations/cleaning.ts';
import { DELIVERY } from './mutations/delivery.ts';
import { INSPECTOR } from './mutations/inspector.ts';
import { RECHECKS } from './mutations/rechecks.ts';
import { RECONCILING } from './mutations/reconciling.ts';
import { STORED } from './mutations/records.ts';
import { USERS } from './mutations/users.ts';

/** The faults of `npm run mutate`. */
export const MUTATIONS: readonly Mutation[] = [
  ...INSPECTOR,
  ...STORED,
  ...API,
  ...USERS,
  ...BATCHES,
  ...CHANGES,
  ...CLEANING,
  ...DELIVERY,
  ...RECHECKS,
  ...RECONCILING,
];
