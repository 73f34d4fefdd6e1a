import { inParallel } from '../../shared/in-parallel.ts';
import { thumbnailKey } from '../../shared/objects/thumbnail.ts';
import { judgeRecord, type NamedObjects } from '../judging/judge-record.ts';
import type { KnownRecord } from '../reading/known-records.ts';
import { CONCURRENCY, type Pass, type PassServices } from './pass.ts';

/** Reads the table, and asks S3 for what records name. */
export function recordPass({ objects, records, feedShards }: PassServices): Pass {
  const judge = async (known: KnownRecord, before: number) => {
    const young = known.record && known.record.updatedAt >= before;
    const named = young ? undefined : await namedBy(known);
    return judgeRecord(known, named, { feedShards, before });
  };

  /** Undefined for a record without an image. */
  async function namedBy({ record }: KnownRecord): Promise<NamedObjects | undefined> {
    const [key] = record?.objectKeys ?? [];
    if (!record || key === undefined) return undefined;
    const [version, thumbnail] = await Promise.all([
      objects.head(key, record.image?.versionId),
      record.thumbnail && 'key' in record.thumbnail ? objects.head(thumbnailKey(key)) : undefined,
    ]);
    const image = version ?? (record.image?.versionId && (await objects.head(key)));
    return { image: image || undefined, thumbnail };
  }

  return {
    async *sieve(idPrefix, before, from) {
      for await (const { records: page, cursor } of records.all(idPrefix, from)) {
        const doubtful: string[] = [];
        await inParallel(page, CONCURRENCY, async (known) => {
          if ((await judge(known, before)).length > 0) doubtful.push(known.id);
        });
        yield { doubtful, ids: 0, objects: 0, foreign: 0, records: page.length, cursor };
      }
    },
    async look(id, before) {
      const known = await records.get(id);
      if (!known) return [];
      const findings = await judge(known, before);
      if (findings.length === 0) return [];
      // A record that has changed since names others.
      const after = await records.get(id);
      return after && JSON.stringify(after.item) === JSON.stringify(known.item) ? findings : [];
    },
  };
}
