import type { EraseIncarnation } from '../../shared/following/erase-request.ts';
import type { Handled } from '../../shared/queues/sqs-batch.ts';
import type { CleanerServices } from '../services.ts';
import { empty } from './empty.ts';
import { waitUntil } from './wait-until.ts';

/** CloudFront does so much at once, and is then asked again after so long. */
const BUSY_SECONDS = 60;

/**
 * Empties what an incarnation has in the bucket: at once, and again when no ticket can bring anything more. Then it is told. Caches
 * are asked to forget it once it is gone from the bucket, from which they would have it again.
 */
export async function eraseIncarnation(
  request: EraseIncarnation,
  services: CleanerServices,
): Promise<Handled> {
  const wait = waitUntil(request, services.now());
  await empty(request, services);
  const invalidated = await services.invalidations?.ask(request, services.now());
  if (invalidated === 'busy')
    return { againInSeconds: Math.min(BUSY_SECONDS, wait?.againInSeconds ?? BUSY_SECONDS) };
  if (!wait) await services.requests.finish(request);
  return wait;
}
