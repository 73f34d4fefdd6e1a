import type { StreamEntry } from '../../dynamodb/streams/stream.ts';

/** A queue of records that are handed over one batch after the other. */
export interface Lane {
  /** Resolves when there is room for more. */
  push(entries: StreamEntry[]): Promise<void>;
  /** Resolves when all that was pushed is done, or given up on; or when the lane is stopped, with its work under way. */
  drained(): Promise<void>;
}

export interface LaneSettings {
  batchSize: number;
  /** How long a batch may wait to fill up. */
  windowSeconds: number;
}

/** Bytes of JSON that a batch may have: what Lambda takes, less the event around it. */
const MOST_BYTES = 6 * 1024 * 1024 - 1024;

/** @param signal - aborted, the batch under way is the last */
export function createLane(
  { batchSize, windowSeconds }: LaneSettings,
  deliver: (batch: StreamEntry[]) => Promise<void>,
  signal: AbortSignal,
): Lane {
  const queue: { entry: StreamEntry; bytes: number }[] = [];
  let busy = false;
  let changed = Promise.withResolvers<void>();
  const change = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  signal.addEventListener('abort', change);

  /** How many records of the queue make one batch, and whether more of them would fit. */
  const fill = () => {
    let bytes = 0;
    let count = 0;
    while (count < Math.min(batchSize, queue.length)) {
      bytes += queue[count]!.bytes + 1;
      if (bytes > MOST_BYTES && count > 0) return { count, full: true };
      count++;
    }
    return { count, full: count === batchSize };
  };

  const within = async (ms: number): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([changed.promise, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
    clearTimeout(timer);
  };

  const work = async () => {
    while (!signal.aborted) {
      if (queue.length === 0) {
        await changed.promise;
        continue;
      }
      const deadline = Date.now() + windowSeconds * 1000;
      while (!fill().full && Date.now() < deadline && !signal.aborted) await within(deadline - Date.now());
      if (signal.aborted) return;
      busy = true;
      await deliver(queue.splice(0, fill().count).map(({ entry }) => entry));
      busy = false;
      change();
    }
  };
  const working = work();

  return {
    async push(entries) {
      for (const entry of entries) {
        queue.push({ entry, bytes: Buffer.byteLength(JSON.stringify(entry.record)) });
      }
      change();
      while (queue.length > 2 * batchSize && !signal.aborted) await changed.promise;
    },
    async drained() {
      while ((busy || queue.length > 0) && !signal.aborted) await changed.promise;
      if (signal.aborted) await working;
    },
  };
}
