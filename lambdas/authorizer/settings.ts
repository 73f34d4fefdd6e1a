import { readEnvironment } from '../shared/env.ts';
import { AUTHORIZER_ENV } from './env.ts';

/** Which access tokens the stage takes. */
export interface TokenRules {
  issuer: string;
  /** Undefined for any, where clients are named. */
  audience: string | undefined;
  /** Empty for any, where an audience is named. */
  clientIds: readonly string[];
  userClaim: string;
}

/** What the stage decides, from the environment. */
export interface Settings extends TokenRules {
  ticketsPerHour: number;
}

/** @throws Error that lists every missing variable, or names a malformed one */
export function readSettings(): Settings {
  const env = readEnvironment(AUTHORIZER_ENV);
  const audience = env.optional('AUDIENCE');
  const clientIds = env.optional('CLIENT_IDS') === undefined ? [] : env.list('CLIENT_IDS');
  if (audience === undefined && clientIds.length === 0)
    throw new Error(
      'AUDIENCE or CLIENT_IDS must name something: else tokens of any application would be taken',
    );
  return {
    issuer: env.url('ISSUER'),
    audience,
    clientIds,
    userClaim: env.text('USER_CLAIM'),
    ticketsPerHour: env.positive('TICKETS_PER_HOUR'),
  };
}
