import type { Readable } from 'node:stream';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';

/** How long a client waits. */
export interface Patience {
  attempts: number;
  /** At each attempt, for the headers of an answer and for each further part of its body, ms; from 6,000 on it may be 3 s more. */
  requestMs: number;
  /** For a whole attempt, ms, the body of its answer included. All attempts together fit into the function's time. */
  attemptMs: number;
}

/** As much of an SDK client as is needed to limit it. */
interface Client {
  config: Pick<DynamoDBClient['config'], 'requestHandler'>;
  send: unknown;
}

type Send = (command: object, options?: { abortSignal?: AbortSignal | undefined }) => Promise<unknown>;

const CONNECTION_MS = 1_000;
/** What a function keeps of its time to tell what failed, and to answer, ms. */
export const SPARE_MS = 500;

/** Options of a client that gives up a silent service, and tries again, before Lambda ends the function. */
export function requestHandler({ attempts, requestMs }: Patience) {
  return {
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: CONNECTION_MS,
      requestTimeout: requestMs,
      socketTimeout: requestMs,
      // Else it only warns.
      throwOnRequestTimeout: true,
    },
  };
}

/**
 * Ends what those options leave open, and closes the connection: an answer that comes byte by byte ends with its attempt,
 * and everything with the time of the function. The error is a `TimeoutError`.
 */
export function endingInTime<Limited extends Client>(client: Limited, { attemptMs }: Patience): Limited {
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options) => {
    const start = Date.now();
    const answer = await handle(request, options);
    const body: Readable = answer.response.body;
    const timer = setTimeout(
      () => body.destroy(new DOMException(`No whole answer within ${attemptMs} ms`, 'TimeoutError')),
      start + attemptMs - Date.now(),
    );
    body.once('close', () => clearTimeout(timer));
    return answer;
  };
  const sdk = Object.getPrototypeOf(client) as { send: Send };
  const send: Send = async (command, options) => {
    const abortSignal = timeIsUp;
    try {
      return await sdk.send.call(client, command, { abortSignal, ...options });
    } catch (error) {
      // Which says that it was the time, and not that somebody aborted.
      abortSignal?.throwIfAborted();
      throw error;
    }
  };
  return Object.assign(client, { send });
}

let timeIsUp: AbortSignal | undefined;

/**
 * A Lambda handler whose calls to AWS end before its own time does, so that what hangs is told, and of a batch retried
 * alone. An execution environment works on one event at a time.
 */
export function inTime<Event, Result>(handle: (event: Event) => Promise<Result>) {
  return async (event: Event, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<Result> => {
    timeIsUp = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - SPARE_MS));
    try {
      return await handle(event);
    } finally {
      timeIsUp = undefined;
    }
  };
}
