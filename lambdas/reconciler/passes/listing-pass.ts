import type { Finding } from '../judging/finding.ts';
import type { KnownRecord } from '../reading/known-records.ts';
import type { ListedObject } from '../reading/listing.ts';
import type { Pass, PassServices } from './pass.ts';

type Judge = (
  id: string,
  objects: readonly ListedObject[],
  known: KnownRecord | undefined,
  before: number,
) => Finding[];

/** Lists the objects below a prefix, and asks the table in batches. @param root - `images/` or `thumbnails/` */
export function listingPass(root: string, judge: Judge, { objects, records }: PassServices): Pass {
  return {
    async *sieve(idPrefix, before, from) {
      for await (const { groups, foreign, cursor } of objects.groups(`${root}${idPrefix}`, from)) {
        const known = await records.getMany(groups.map(({ id }) => id));
        yield {
          doubtful: groups
            .filter((group) => judge(group.id, group.objects, known.get(group.id), before).length > 0)
            .map(({ id }) => id),
          seen: {
            objects: groups.reduce((sum, group) => sum + visibleOf(group.objects), 0),
            foreign,
            ids: groups.length,
            records: 0,
          },
          cursor,
        };
      }
    },
    async look(id, before) {
      const found = await objects.ofId(root, id);
      return judge(id, found, await records.get(id), before);
    },
  };
}

/** What was put aside counts for nothing: of that a run deletes nothing either. */
const visibleOf = (objects: readonly ListedObject[]): number =>
  objects.filter(({ visible }) => visible).length;
