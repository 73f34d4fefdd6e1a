/** The environment variables of the authorizer. The infrastructure's type is derived from this list. */
export const AUTHORIZER_ENV = [
  /** URL of the OpenID Connect issuer, as its tokens spell it. */
  'ISSUER',
  /** What `aud` must have; empty for anything, where clients are named. */
  'AUDIENCE',
  /** Clients whose tokens are taken, comma-separated; empty for all, where an audience is named. */
  'CLIENT_IDS',
  /** The claim that tells one user from another. */
  'USER_CLAIM',
  /** Upload tickets that a user may take in an hour. */
  'TICKETS_PER_HOUR',
] as const;
