import type { Metadata } from '../../client/types.ts';

/**
 * The service's clock as far as it can be told from its answers: the latest time in any of them, and what has passed
 * since on this machine. The device's own clock may be wrong by years, so it is never compared with the service's times.
 * @param elapsed Ms since any fixed moment.
 */
export function createServiceClock(elapsed = () => performance.now()) {
  /** The service's time less `elapsed`. */
  let offset = -Infinity;
  const learn = (epochMs: number | undefined) => {
    if (epochMs !== undefined) offset = Math.max(offset, epochMs - elapsed());
  };
  return {
    /** @param epochMs A time that the service told, and that was past then. */
    learn,
    learnFrom: ({ createdAt, updatedAt, uploadedAt, rejection }: Metadata) => {
      for (const time of [createdAt, updatedAt, uploadedAt, rejection?.at]) learn(time);
    },
    /** Epoch ms; `-Infinity` as long as the service has told no time. */
    now: () => offset + elapsed(),
  };
}
