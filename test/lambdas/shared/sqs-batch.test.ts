import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { sqsBatchHandler } from '../../../lambdas/shared/sqs-batch.ts';

const batch = (...bodies: string[]) =>
  ({ Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })) }) as SQSEvent;

/** A handler that notes what it logs, and how many messages it has in hand. */
function given(concurrency: number, handle: (message: SQSRecord) => Promise<void>) {
  const logged: unknown[] = [];
  const log = (message: string, fields: object) => void logged.push({ message, ...fields });
  const inHand = { now: 0, most: 0 };
  const handler = sqsBatchHandler(
    async (message) => {
      inHand.most = Math.max(inHand.most, ++inHand.now);
      try {
        await new Promise((resolve) => setTimeout(resolve, 1));
        await handle(message);
      } finally {
        inHand.now--;
      }
    },
    { logger: { info: log, error: log }, concurrency },
  );
  return { handler, logged, inHand };
}

describe('the handler of a queue', () => {
  it.each([1, 3, 10])('handles every message, %i at once', async (concurrency) => {
    const handled: string[] = [];
    const { handler, inHand } = given(concurrency, async ({ body }) => void handled.push(body));
    expect(await handler(batch('a', 'b', 'c', 'd', 'e'))).toEqual({ batchItemFailures: [] });
    expect(handled.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(inHand.most).toBe(Math.min(concurrency, 5));
  });

  it('has the messages that fail retried, those alone, and logs why', async () => {
    const broken = new Error('broken');
    const { handler, logged } = given(2, async ({ body }) => {
      if (body !== 'good') throw broken;
    });
    expect(await handler(batch('bad', 'good', 'bad', 'good'))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }],
    });
    expect(logged).toEqual([
      { message: 'Failed', messageId: 'm0', error: broken },
      { message: 'Failed', messageId: 'm2', error: broken },
    ]);
  });

  it('has a message retried whose handling throws at once', async () => {
    const handler = sqsBatchHandler(
      () => {
        throw new Error('at once');
      },
      { logger: { info: () => {}, error: () => {} }, concurrency: 1 },
    );
    expect((await handler(batch('a', 'b'))).batchItemFailures).toHaveLength(2);
  });
});
