import { type ApiAnswer, refusal } from '../../json-api/answers.ts';

/** How long DynamoDB knows a token, ms. */
const KNOWN_MS = 600_000;

/** Does the same transaction with the same token once within ten minutes, and tells repeats what became of it. */
export type Once = (token: string, body: string, work: () => Promise<ApiAnswer>) => Promise<ApiAnswer>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export function createTokens(now: () => number = Date.now): Once {
  const known = new Map<string, { body: string; at: number; answer: Promise<ApiAnswer> }>();
  return async (token, body, work) => {
    for (const [old, { at }] of known) {
      if (now() - at < KNOWN_MS) break;
      known.delete(old);
    }
    const earlier = known.get(token);
    if (earlier && earlier.body !== body) {
      return refusal(
        'com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException',
        'The token was used with other parameters.',
      );
    }
    if (earlier) return earlier.answer;
    const answer = work();
    known.set(token, { body, at: now(), answer });
    const forget = () => known.delete(token);
    // What was not done may be tried again.
    answer.then(({ status }) => status === 200 || forget(), forget);
    return answer;
  };
}
