/**
 * What the authorizer tells the API of a person, in the context of the request. API Gateway makes text of every value.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export interface UserContext {
  /** The owner of the person's records: a hash of issuer and subject. */
  owner: string;
  /** When the token ends, epoch seconds. API Gateway keeps the authorizer's answer for longer than some tokens live. */
  expiresAt: number;
  /** Upload tickets that the person may take in an hour of the clock. */
  ticketsPerHour: number;
}

/**
 * Reads the context of a request that came through the authorizer.
 * @throws Error for a context that is none: nobody may be taken for the administrator by a mistake in the deployment
 */
export function readUserContext(context: Record<string, unknown> | null | undefined): UserContext {
  const owner = String(context?.owner ?? '');
  const expiresAt = Number(context?.expiresAt);
  const ticketsPerHour = Number(context?.ticketsPerHour);
  if (owner && expiresAt > 0 && ticketsPerHour > 0) return { owner, expiresAt, ticketsPerHour };
  throw new Error('The request came without a user: its route has no authorizer, or another one');
}
