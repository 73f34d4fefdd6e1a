import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageIntakeClient } from '../../../client/client.ts';
import type { Image } from '../../../client/types.ts';

const POLL_MS = 100;

/**
 * Waits until the thumbnail of an image was drawn.
 * @throws Error with one sentence when it was not, or cannot be
 */
export async function withThumbnail(
  client: Pick<ImageIntakeClient, 'get'>,
  id: string,
  patienceMs = 60_000,
): Promise<Image> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const image = await client.get(id);
    const { thumbhash, thumbnailError } = image.metadata;
    if (thumbhash !== undefined) return image;
    if (thumbnailError !== undefined) throw new Error(`${id} cannot have a thumbnail: ${thumbnailError}.`);
    if (performance.now() > deadline)
      throw new Error(`${id} had no thumbnail within ${patienceMs / 1000} s.`);
    await sleep(POLL_MS);
  }
}
