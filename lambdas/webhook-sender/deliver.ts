import type { WebhookMessage } from '../shared/following/webhook-message.ts';
import type { Endpoint } from './endpoint.ts';
import { type Answer, NotReached } from './post.ts';
import { type Attempt, isGivenUp, secondsToWait } from './schedule.ts';
import { type Secrets, SecretUnreadable } from './secrets.ts';
import { signatureHeaders } from './sign.ts';

export interface SenderServices {
  secrets: Pick<Secrets, 'of'>;
  /** @throws NotReached */
  post(endpoint: Endpoint, headers: Record<string, string>, body: string): Promise<Answer>;
  /** Epoch ms. */
  now(): number;
}

/** What became of an attempt. `unreadable`: the endpoint's secret cannot be had. `givenUp`: it was none. */
export type Delivery =
  | { outcome: 'delivered'; status: number }
  | { outcome: 'failed' | 'unreadable'; reason: string; againInSeconds: number }
  | { outcome: 'givenUp'; againInSeconds: number };

/** Answers whose `Retry-After` is heeded. */
const ASKS_FOR_TIME = [429, 503];

/**
 * One attempt to tell an endpoint of an event. Nothing that a receiver does is a failure of this function.
 * @throws whatever is no fault of the receiver, its network or its secret
 */
export async function deliver(
  endpoint: Endpoint,
  message: WebhookMessage,
  attempt: Attempt,
  { secrets, post, now }: SenderServices,
): Promise<Delivery> {
  if (isGivenUp(attempt)) return { outcome: 'givenUp', againInSeconds: secondsToWait(attempt) };
  try {
    const headers = signatureHeaders(message, await secrets.of(endpoint.secret), now());
    const { status, retryAfter } = await post(endpoint, headers, message.body);
    if (status >= 200 && status < 300) return { outcome: 'delivered', status };
    const asked = ASKS_FOR_TIME.includes(status) ? retryAfter : undefined;
    return {
      outcome: 'failed',
      reason: `it answered ${status}`,
      againInSeconds: secondsToWait(attempt, asked),
    };
  } catch (error) {
    const unreadable = error instanceof SecretUnreadable;
    if (!unreadable && !(error instanceof NotReached)) throw error;
    return {
      outcome: unreadable ? 'unreadable' : 'failed',
      reason: error.message,
      againInSeconds: secondsToWait(attempt),
    };
  }
}
