import { setTimeout as sleep } from 'node:timers/promises';

/** Between two looks, ms: what is measured can be as much too long. */
const PAUSE_MS = 5;

/**
 * Waits until a URL of an image, which was answered 200, gives 403 or 404.
 * @returns when it did, as `performance.now()` has it
 * @throws Error with one sentence when it stays alive, or fails in another way
 */
export async function untilDead(url: string, patienceMs = 60_000): Promise<number> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const response = await fetch(url);
    await response.arrayBuffer();
    if (response.status === 403 || response.status === 404) return performance.now();
    if (!response.ok) throw new Error(`The URL of a deleted image was answered ${response.status}.`);
    if (performance.now() > deadline)
      throw new Error(`The URL of a deleted image was still alive after ${patienceMs / 1000} s.`);
    await sleep(PAUSE_MS);
  }
}
