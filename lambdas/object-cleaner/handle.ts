import type { SQSRecord } from 'aws-lambda';
import type { EraseRequest } from '../shared/following/erase-request.ts';
import type { Logger } from '../shared/logger.ts';
import type { Handled } from '../shared/queues/sqs-batch.ts';
import { cleanVanished } from './clean.ts';
import { eraseId } from './erase/erase-id.ts';
import { eraseIncarnation } from './erase/erase-incarnation.ts';
import { eraseOwner } from './erase/erase-owner.ts';
import { parseRequest } from './request.ts';
import type { CleanerServices } from './services.ts';

/** SQS delays a message for so long at most. */
const MOST_SECONDS = 900;

/**
 * Handles a message. One that is to come again is sent anew: a received one that waits would be in flight, and a queue with 120,000
 * of those gives out nothing.
 * @param sendAgain - puts the same on the queue, for so many seconds from now
 */
export function handling(
  services: CleanerServices,
  logger: Logger,
  sendAgain: (body: string, seconds: number) => Promise<void>,
) {
  return async ({ body }: SQSRecord): Promise<void> => {
    const request = parseRequest(body);
    const start = performance.now();
    const ms = () => Math.round(performance.now() - start);
    if (request.kind === 'vanished') {
      logger.info('Cleaned', { ...(await cleanVanished(request, services)), ms: ms() });
      return;
    }
    const found = await services.requests.read(request.eraseId);
    // Of a former request, in whose place another one was made, which has a message of its own.
    const erase = found?.requestedAt === request.requestedAt ? found : undefined;
    const handled = erase && (await eraseWhat(erase, services));
    // Neither owners nor their digests.
    const recordId = erase && 'recordId' in erase ? erase.recordId : undefined;
    logger.info('Erased', {
      kind: erase?.kind ?? 'done before, or asked for anew',
      id: recordId,
      ...handled,
      ms: ms(),
    });
    if (handled) await sendAgain(body, Math.min(handled.againInSeconds, MOST_SECONDS));
  };
}

function eraseWhat(request: EraseRequest, services: CleanerServices): Promise<Handled> {
  switch (request.kind) {
    case 'incarnation':
      return eraseIncarnation(request, services);
    case 'id':
      return eraseId(request, services);
    case 'owner':
      return eraseOwner(request, services);
  }
}
