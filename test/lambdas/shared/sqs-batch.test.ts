import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sqsBatchHandler } from '../../../lambdas/shared/queues/sqs-batch.ts';
import { extractMetrics } from '../support/embedded-metrics.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

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

  it('has a message come again that asks for it, and counts no failure', async () => {
    const written: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => Boolean(written.push(String(line))));
    const postponed: unknown[] = [];
    const logger = { info: () => {}, error: () => {} };
    const handler = sqsBatchHandler(
      async ({ body }) => (body === 'later' ? { againInSeconds: 60 } : undefined),
      {
        logger,
        concurrency: 2,
        postpone: async ({ body }, seconds) => void postponed.push([body, seconds]),
      },
    );
    expect(await handler(batch('now', 'later'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(postponed).toEqual([['later', 60]]);
    expect(written).toEqual([]);
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

  it('counts each message that fails, at each attempt, for its function and version, and no other', async () => {
    vi.stubEnv('SERVICE_NAME', 'image-intake-dev');
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'Inspector');
    vi.stubEnv('AWS_LAMBDA_FUNCTION_VERSION', '7');
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { handler } = given(2, async ({ body }) => {
      if (body !== 'good') throw new Error('broken');
    });
    await handler(batch('bad', 'good', 'bad', 'good'));
    const dimensions = { service: 'image-intake-dev', function: 'Inspector' };
    const failure = [
      { name: 'MessagesFailed', value: 1, dimensions },
      { name: 'MessagesFailed', value: 1, dimensions: { ...dimensions, version: '7' } },
    ];
    expect(write.mock.calls.flatMap(([line]) => extractMetrics(String(line)))).toEqual([
      ...failure,
      ...failure,
    ]);
    write.mockClear();
    await handler(batch('good', 'good'));
    expect(write).not.toHaveBeenCalled();
  });
});
