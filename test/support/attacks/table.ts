import type { Attack } from './attack.ts';
import { bodyAttacks } from './bodies.ts';
import { clockAttacks } from './clock.ts';
import { corsAttacks } from './cors.ts';
import { headerAttacks } from './headers.ts';
import { methodAttacks } from './methods.ts';
import { pathAttacks } from './paths.ts';
import { queryAttacks } from './queries.ts';

/** Everything that someone may try with a ticket in wrong hands. None of it may store, change or show anything. */
export const attacks: Attack[] = [
  ...clockAttacks,
  ...pathAttacks,
  ...queryAttacks,
  ...methodAttacks,
  ...headerAttacks,
  ...bodyAttacks,
  ...corsAttacks,
];
