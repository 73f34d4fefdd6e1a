import type { EraseIncarnation } from '../../shared/following/erase-request.ts';
import type { Handled } from '../../shared/queues/sqs-batch.ts';
import type { CleanerServices } from '../services.ts';
import { empty } from './empty.ts';
import { waitUntil } from './wait-until.ts';

/** Empties what an incarnation has in the bucket: at once, and again when no ticket can bring anything more. Then it is told. */
export async function eraseIncarnation(
  request: EraseIncarnation,
  services: CleanerServices,
): Promise<Handled> {
  const wait = waitUntil(request, services.now());
  await empty(request, services);
  if (!wait) await services.requests.finish(request);
  return wait;
}
