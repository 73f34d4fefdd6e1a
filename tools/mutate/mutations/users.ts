import type { Mutation } from '../mutation.ts';
import { of, tests } from './of.ts';

const CALLER = tests('metadata-api', 'http/users');
const TOKEN = tests('authorizer', 'check-token');
const KEYS = tests('authorizer', 'issuer-keys');
const HANDLER = tests('authorizer', 'handler');

/** Who a person is, and what is theirs. */
export const USERS: readonly Mutation[] = [
  ...of(
    'metadata-api/http/caller.ts',
    {
      name: 'a token that has ended is good while its admission is kept',
      find: 'if (expiresAt * 1000 <= Date.now())',
      replace: 'if (false)',
      tests: CALLER,
    },
    {
      name: 'people share the Idempotency-Keys of one API key',
      find: "space: ['owner', owner]",
      replace: "space: ['owner']",
      tests: CALLER,
    },
    {
      name: 'a person is not limited',
      find: 'limit: { ticketsPerHour } };',
      replace: 'limit: {} };',
      tests: CALLER,
    },
    {
      name: 'a person is the administrator',
      find: 'owner: { userId: owner }',
      replace: 'owner: {}',
      tests: CALLER,
    },
  ),
  ...of('shared/user-context.ts', {
    name: 'a route of users without a user goes on',
    find: 'if (owner && expiresAt > 0 && ticketsPerHour > 0) return',
    replace: 'if (true) return',
    tests: CALLER,
  }),
  ...of('metadata-api/http/request.ts', {
    name: 'a request names its own owner',
    find: 'if (Object.hasOwn(given, name)) throw',
    replace: 'if (false) throw',
    tests: CALLER,
  }),
  ...of(
    'authorizer/check-token.ts',
    {
      name: 'an ID token is an access token',
      find: 'if (!says || denies) throw',
      replace: 'if (denies) throw',
      tests: TOKEN,
    },
    {
      name: 'what a token says it is does not matter',
      find: 'if (!says || denies) throw',
      replace: 'if (!says) throw',
      tests: TOKEN,
    },
    {
      name: 'a token that is bound to a key is anybody’s',
      find: 'if (claims.cnf !== undefined) throw',
      replace: 'if (false) throw',
      tests: TOKEN,
    },
    {
      name: 'a token of any client is good',
      find: 'named.length === 0 || !named.every',
      replace: 'false && !named.every',
      tests: TOKEN,
    },
    {
      name: 'any one of the clients that a token names will do',
      find: '!named.every',
      replace: '!named.some',
      tests: TOKEN,
    },
    {
      name: 'a token is good for some seconds more',
      find: 'if (exp! * 1000 <= now)',
      replace: 'if (false)',
      tests: TOKEN,
    },
    {
      name: 'a token of any audience is good',
      find: '...(audience !== undefined && { audience }),',
      replace: '',
      tests: TOKEN,
    },
    {
      name: 'a token of any issuer is good',
      find: '    issuer,\n    ...(aud',
      replace: '    ...(aud',
      tests: TOKEN,
    },
  ),
  ...of(
    'authorizer/issuer-keys.ts',
    {
      name: 'any issuer’s keys are believed',
      find: 'if (document.issuer !== issuer)',
      replace: 'if (false)',
      tests: KEYS,
    },
    {
      name: 'forged keys are asked for each time',
      find: 'Date.now() - renewedAt < RENEWED_MS',
      replace: 'false',
      tests: KEYS,
    },
    {
      name: 'a rotated key is never asked for',
      find: 'Date.now() - renewedAt < RENEWED_MS',
      replace: 'true',
      tests: KEYS,
    },
    {
      name: 'an issuer that is down is asked by every call',
      find: 'if (failed && Date.now() - failed.at < LEFT_ALONE_MS)',
      replace: 'if (false)',
      tests: KEYS,
    },
    { name: 'keys come by plain HTTP', find: "issuer.startsWith('http:')", replace: 'true', tests: KEYS },
  ),
  ...of('authorizer/create-handler.ts', {
    name: 'a token that cannot be checked is refused',
    find: 'if (error instanceof TokenRefused) {',
    replace: 'if (true) {',
    tests: HANDLER,
  }),
  ...of('authorizer/authorize.ts', {
    name: 'an admission is for everything',
    find: 'USERS_PREFIX}',
    replace: "'/'}",
    tests: HANDLER,
  }),
];
