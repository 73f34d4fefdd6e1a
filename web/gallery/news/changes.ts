import type { ImageIntakeClient } from '../../../client/client.ts';
import { ApiError } from '../../../client/errors.ts';
import type { Metadata } from '../../../client/types.ts';
import type { Records } from '../records.ts';

/** So many changing records are looked at one by one; the newest of more are asked for together. */
const STRAGGLERS = 5;
const PAGE = 50;

/** Looks again at records that are about to change by themselves: whose image is on the way, or its thumbnail. */
export function createChanges(client: Pick<ImageIntakeClient, 'get' | 'list'>, records: Records) {
  let straggler = 0;

  const changing = (): Metadata[] =>
    records
      .all()
      .map(({ metadata }) => metadata)
      .filter((metadata) => metadata.status === 'pending' || records.awaitsThumbnail(metadata));

  /** A few at a time, each in its turn. */
  const turn = (ids: string[]): string[] => {
    straggler = ids.length > STRAGGLERS ? (straggler + STRAGGLERS) % ids.length : 0;
    return [...ids.slice(straggler), ...ids.slice(0, straggler)].slice(0, STRAGGLERS);
  };

  /** Takes in a record as it is; true when it has changed. */
  const look = async (id: string): Promise<boolean> => {
    try {
      return records.putImage(await client.get(id, { retries: 0 }));
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) return false;
      records.remove(id);
      return true;
    }
  };

  /** The page of the list that begins with a record. */
  const pageFrom = async ({ createdAt }: Metadata) => {
    const { value } = await client.list({ limit: PAGE, createdBefore: createdAt + 1 }, { retries: 0 }).next();
    return value!;
  };

  return {
    needed: () => changing().length > 0,
    look,
    /** Takes in what has changed; true when something has. */
    poll: async (): Promise<boolean> => {
      const wanted = changing();
      const seen = new Set<string>();
      let changed = false;
      if (wanted.length > STRAGGLERS) {
        const page = await pageFrom(wanted[0]!);
        const known = page.metadata.filter(({ id }) => records.get(id));
        changed = records.putAll(known, page.preSignedUrls);
        for (const { id } of known) seen.add(id);
      }
      const beyond = wanted.map(({ id }) => id).filter((id) => !seen.has(id));
      const looked = await Promise.all(turn(beyond).map(look));
      return changed || looked.includes(true);
    },
  };
}
