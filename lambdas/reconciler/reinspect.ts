import { inParallel } from '../shared/in-parallel.ts';
import type { RecheckObject } from '../shared/reconciling/recheck.ts';
import { CONCURRENCY } from './passes/pass.ts';
import type { KnownRecord } from './reading/known-records.ts';
import type { ReinspectRequest } from './requests.ts';
import type { ReconcilerServices } from './services.ts';

/** A page of records that were read, and what was asked of the inspector. */
export interface Reinspected {
  records: number;
  asked: number;
  /** Where it goes on; undefined at the end. */
  cursor: string | undefined;
}

/** Asks the inspector to look once more at the images of a page of records. */
export async function reinspect(
  { where, cursor: from, limit }: ReinspectRequest,
  { records, objects, queues }: Pick<ReconcilerServices, 'records' | 'objects' | 'queues'>,
): Promise<Reinspected> {
  for await (const { records: page, cursor } of records.all('', from, limit)) {
    const wanted = page.filter((known) => isWanted(known, where));
    const rechecks: RecheckObject[] = [];
    await inParallel(wanted, CONCURRENCY, async ({ record }) => {
      const key = record!.objectKeys![0]!;
      const head = await objects.head(key, record!.image!.versionId);
      if (!head) return;
      const { event: _, ...image } = head;
      rechecks.push({ kind: 'object', key, ...image });
    });
    await queues.recheck(rechecks);
    return { records: page.length, asked: rechecks.length, cursor };
  }
  return { records: 0, asked: 0, cursor: undefined };
}

function isWanted({ record }: KnownRecord, { contentType, userId }: ReinspectRequest['where']): boolean {
  if (!record?.image || !record.objectKeys?.[0]) return false;
  if (contentType !== undefined && record.image.contentType !== contentType) return false;
  return userId === undefined || record.userId === userId;
}
