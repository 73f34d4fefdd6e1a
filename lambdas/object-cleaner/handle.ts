import type { SQSRecord } from 'aws-lambda';
import type { EraseRequest } from '../shared/following/erase-request.ts';
import type { Logger } from '../shared/logger.ts';
import type { Handled } from '../shared/sqs-batch.ts';
import { cleanVanished } from './clean.ts';
import { eraseId } from './erase/erase-id.ts';
import { eraseIncarnation } from './erase/erase-incarnation.ts';
import { eraseOwner } from './erase/erase-owner.ts';
import { parseRequest } from './request.ts';
import type { CleanerServices } from './services.ts';

/** SQS hides a message for twelve hours at most, counted from its receipt. */
const MOST_SECONDS = 42_000;
/** Receives of one message, of the ten until it is a dead letter, that waiting may use up. */
const MOST_RECEIVES = 5;

/**
 * Handles a message.
 * @param sendAgain - puts a message like it on the queue, whose receives count anew
 */
export function handling(
  services: CleanerServices,
  logger: Logger,
  sendAgain: (body: string) => Promise<void>,
) {
  return async ({ body, attributes }: SQSRecord): Promise<Handled> => {
    const request = parseRequest(body);
    const start = performance.now();
    const ms = () => Math.round(performance.now() - start);
    if (request.kind === 'vanished') {
      logger.info('Cleaned', { ...(await cleanVanished(request, services)), ms: ms() });
      return undefined;
    }
    const erase = await services.requests.read(request.eraseId);
    const handled = erase && (await eraseWhat(erase, services));
    // Neither owners nor their digests.
    const recordId = erase && 'recordId' in erase ? erase.recordId : undefined;
    logger.info('Erased', { kind: erase?.kind ?? 'done before', id: recordId, ...handled, ms: ms() });
    if (!handled) return undefined;
    if (Number(attributes.ApproximateReceiveCount) >= MOST_RECEIVES) {
      await sendAgain(body);
      return undefined;
    }
    return { againInSeconds: Math.min(handled.againInSeconds, MOST_SECONDS) };
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
