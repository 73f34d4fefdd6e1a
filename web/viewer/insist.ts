import { ApiError } from '../../client/errors.ts';
import type { Metadata } from '../../client/types.ts';

/**
 * Makes a change under `If-Match`. When the record has changed, reads it as it is now, and asks whether the change is to
 * be made all the same, as often as that happens. A record that only has a new version is no reason to ask: `ask` says
 * yes to it by itself.
 * @param seen The record as the person knows it.
 * @returns undefined when the person let go of the change.
 */
export async function insist<T>(
  seen: Metadata,
  {
    attempt,
    read,
    ask,
  }: {
    attempt: (ifMatch: number) => Promise<T>;
    read: () => Promise<Metadata>;
    ask: (before: Metadata, now: Metadata) => boolean | Promise<boolean>;
  },
): Promise<T | undefined> {
  let known = seen;
  for (;;) {
    try {
      return await attempt(known.version);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 412) throw error;
      const now = await read();
      if (!(await ask(known, now))) return undefined;
      known = now;
    }
  }
}
