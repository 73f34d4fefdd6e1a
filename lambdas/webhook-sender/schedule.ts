/** Seconds from a failed attempt to the next one, by attempts; the last wait is repeated. Some thirteen attempts. */
export const RETRY_SECONDS = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 21_600, 14_400] as const;
/** Age of an event, in seconds, from which on nobody is told of it any more. */
export const GIVE_UP_SECONDS = 86_400;
/** What SQS allows for a receive, less what an attempt may have taken of it. */
export const MOST_SECONDS = 43_200 - 60;
/** Part of a wait by which it is shorter or longer, lest everything that failed together comes together. */
const JITTER = 0.1;
/** How long before it is given up the last attempt is made, in seconds: a message may come later than it should. */
const LAST_SECONDS = 120;
/** Until the next receive of a message that is given up: it goes to the dead letters when it has none left. */
const RUN_OUT_SECONDS = 1;

/** Where in its life a message is. */
export interface Attempt {
  /** 1 for the first receive. */
  attempt: number;
  /** Since it was sent, in seconds. */
  age: number;
}

/** Nobody waits for it any more. What has never been tried is tried, however late. */
export const isGivenUp = ({ attempt, age }: Attempt): boolean => attempt > 1 && age >= GIVE_UP_SECONDS;

/**
 * Seconds until a message that was not delivered comes again.
 * @param retryAfter seconds that the receiver asks for; it can make a wait longer, never shorter
 * @param random 0 to 1
 */
export function secondsToWait({ attempt, age }: Attempt, retryAfter = 0, random = Math.random()): number {
  const left = GIVE_UP_SECONDS - age;
  if (left <= 0) return RUN_OUT_SECONDS;
  if (left <= LAST_SECONDS) return Math.ceil(left);
  const planned = RETRY_SECONDS[Math.min(attempt, RETRY_SECONDS.length) - 1]!;
  const spread = planned * (1 - JITTER + 2 * JITTER * random);
  return Math.ceil(Math.min(Math.max(spread, retryAfter), MOST_SECONDS, left - LAST_SECONDS));
}
