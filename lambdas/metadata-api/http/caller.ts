import type { APIGatewayProxyEvent } from 'aws-lambda';
import { USERS_PREFIX } from '../../../contract/paths.ts';
import { readUserContext } from '../../shared/user-context.ts';
import { DomainError } from '../errors.ts';
import type { RetryKey } from '../records/create-once.ts';

/** Who calls, and what is settled by that: a request must not name it. */
export interface Caller {
  /** Whose `Idempotency-Key`s they are. */
  space: RetryKey['space'];
  /** Whose records there are for the caller; everybody's for the administrator, who has the API key. */
  owner: { userId?: string };
  limit: { ticketsPerHour?: number };
}

/**
 * The caller of a route: for `/my/…` the person whose token the authorizer has checked, else the holder of an API key.
 * @throws DomainError `Unauthorized` for a token that has ended since; Error for a route of users without one
 */
export function callerOf(event: APIGatewayProxyEvent): Caller {
  const { identity, authorizer } = event.requestContext;
  if (!event.resource.startsWith(USERS_PREFIX))
    return { space: [identity?.apiKeyId ?? ''], owner: {}, limit: {} };
  const { owner, expiresAt, ticketsPerHour } = readUserContext(authorizer);
  if (expiresAt * 1000 <= Date.now()) throw new DomainError('Unauthorized', 'The access token has ended');
  return { space: ['owner', owner], owner: { userId: owner }, limit: { ticketsPerHour } };
}
