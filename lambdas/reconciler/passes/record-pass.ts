import { inParallel } from '../../shared/in-parallel.ts';
import { IMAGE_PREFIX } from '../../shared/objects/object-key.ts';
import { thumbnailKey } from '../../shared/objects/thumbnail.ts';
import type { ImageRecord } from '../../shared/record.ts';
import { wholeRecord } from '../judging/belongs.ts';
import { judgeRecord, type NamedObjects } from '../judging/judge-record.ts';
import type { KnownRecord } from '../reading/known-records.ts';
import { CONCURRENCY, type Pass, type PassServices } from './pass.ts';

/** Reads the table, and asks S3 for what records name. */
export function recordPass({ objects, records, feedShards }: PassServices): Pass {
  const judge = async (known: KnownRecord, before: number) => {
    const record = wholeRecord(known);
    const named = record && record.updatedAt < before ? await namedBy(record) : undefined;
    return judgeRecord(known, named, { feedShards, before });
  };

  /** Undefined for a record without an image. */
  async function namedBy(record: ImageRecord): Promise<NamedObjects | undefined> {
    const [key] = record.objectKeys ?? [];
    if (key === undefined) return undefined;
    const [version, thumbnail] = await Promise.all([
      objects.head(key, record.image?.versionId),
      record.thumbnail && 'key' in record.thumbnail ? objects.head(thumbnailKey(key)) : undefined,
    ]);
    const image = version ?? (record.image?.versionId && (await objects.head(key)));
    return { image: image || undefined, thumbnail };
  }

  /** What a marker hides is not gone, and is found where objects are listed. */
  async function isThere(id: string, key: string | undefined): Promise<boolean> {
    const listed = await objects.ofId(IMAGE_PREFIX, id);
    return listed.some((object) => object.key === key && object.versions.length > 0);
  }

  return {
    async *sieve(idPrefix, before, from) {
      for await (const { records: page, cursor } of records.all(idPrefix, from)) {
        const doubtful: string[] = [];
        await inParallel(page, CONCURRENCY, async (known) => {
          if ((await judge(known, before)).length > 0) doubtful.push(known.id);
        });
        yield { doubtful, seen: { objects: 0, foreign: 0, ids: 0, records: page.length }, cursor };
      }
    },
    async look(id, before) {
      const known = await records.get(id);
      if (!known) return [];
      const findings = await judge(known, before);
      if (findings.length === 0) return [];
      const gone = findings.find(({ code }) => code === 'ImageGone');
      const isHidden = gone && (await isThere(id, gone.key));
      // A record that has changed since names others.
      const after = await records.get(id);
      if (!after || JSON.stringify(after.item) !== JSON.stringify(known.item)) return [];
      return isHidden ? findings.filter((finding) => finding !== gone) : findings;
    },
  };
}
