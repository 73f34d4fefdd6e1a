import type { CallOptions, TokenSource } from '../http/request.ts';

export interface ClientOptions {
  /** The API's base URL with its stage, as the deployment's output `ApiBaseUrl` tells it. */
  baseUrl: string;
  /** Left out before a route of an app's own server, which has the key (docs/apps.md). */
  apiKey?: string;
  /**
   * In place of a key, where the stage has users: gives an access token of the person who is signed in, whose own records
   * alone the client then sees. Called before each attempt, and once more with the token that the service refused (401).
   */
  token?: TokenSource;
  /** How often a call that failed in passing is made again, 4 by default. */
  retries?: number;
  /** The time that one attempt may take, 30,000 by default. The bytes of an upload may take longer. */
  timeoutMs?: number;
  /** The global `fetch` by default. */
  fetch?: typeof fetch;
}

/** Counts the ticket for its owner. */
export interface Counted {
  /** Tickets that the owner may take in an hour of the clock; what is beyond is ApiError 429 `HourlyLimitReached`. */
  ticketsPerHour?: number | undefined;
}

export interface CreateCall extends CallOptions, Counted {
  /** Another caller's, or that of an attempt before; by default a new one. */
  idempotencyKey?: string | undefined;
}

export interface RecordCall extends CallOptions {
  /** Only a record of this owner: that of another is ApiError 404, as if it were not there. */
  userId?: string | undefined;
}

export interface ChangeCall extends RecordCall {
  /** The change is made only if the record still has this version; else ApiError 412 tells the current one. */
  ifMatch?: number | undefined;
}

export interface Erasing {
  /**
   * Nothing is to be restored: every version of the image goes, and not only after the stage's `restoreDays`. Works on records
   * that are deleted already. What the service still knows for a while, docs/following/erasure.md says.
   */
  erase?: boolean | undefined;
}

export interface EraseAll {
  /** Whose. Left out by a person who is signed in, and by a route of an app's own server: then it is their own. */
  userId?: string | undefined;
}
