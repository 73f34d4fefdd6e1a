import { ApiError } from '../../client/errors.ts';
import type { Metadata } from '../../client/types.ts';

/**
 * Makes a change under `If-Match`. When somebody else was faster, reads the record as it is now and asks whether the
 * change is to be made all the same, as often as that happens.
 * @returns undefined when the person let go of the change.
 */
export async function insist<T>(
  metadata: Metadata,
  {
    attempt,
    read,
    ask,
  }: {
    attempt: (ifMatch: number) => Promise<T>;
    read: () => Promise<Metadata>;
    ask: (theirs: Metadata) => Promise<boolean>;
  },
): Promise<T | undefined> {
  let ifMatch = metadata.version;
  for (;;) {
    try {
      return await attempt(ifMatch);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 412) throw error;
      const theirs = await read();
      if (!(await ask(theirs))) return undefined;
      ifMatch = theirs.version;
    }
  }
}
