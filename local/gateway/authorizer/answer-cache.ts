import type { AuthorizerAnswer } from './answer.ts';

/** The answers of one authorizer on one stage, by token: each whole, so that its policy judges other methods too. */
export interface AnswerCache {
  get(token: string): AuthorizerAnswer | undefined;
  set(token: string, answer: AuthorizerAnswer): void;
}

/**
 * @param ttlMs - how long an answer is kept; none is when 0
 * @param now - clock in ms
 */
export function answerCache(ttlMs: number, now: () => number): AnswerCache {
  const entries = new Map<string, { answer: AuthorizerAnswer; until: number }>();
  const dropOld = () => {
    // All are kept equally long, so that the oldest come first.
    for (const [token, { until }] of entries) {
      if (until > now()) return;
      entries.delete(token);
    }
  };
  return {
    get(token) {
      dropOld();
      return entries.get(token)?.answer;
    },
    set(token, answer) {
      entries.delete(token);
      if (ttlMs > 0) entries.set(token, { answer, until: now() + ttlMs });
    },
  };
}
