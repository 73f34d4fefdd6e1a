import type { ListAnswer, ListQuery, PreSignedUrl } from '../../../../contract/requests.ts';
import { toMetadata } from '../../../shared/metadata.ts';
import { hasImage, type ImageRecord } from '../../../shared/record.ts';
import { invalidField } from '../../errors.ts';
import type { ApiServices } from '../../services.ts';
import { namedId } from '../identity.ts';
import type { Partition } from '../record-store.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { beyond, createdRange, readPage } from './read-page.ts';

/** A page of records, and a download URL for each that has an image. */
export async function listRecords(services: ApiServices, query: ListQuery): Promise<ListAnswer> {
  const { records, nextCursor } =
    query.imageId === undefined ? await readList(services, query) : await readNamed(services, query);
  const now = Date.now();
  const preSignedUrls: PreSignedUrl[] = [];
  // One after the other: signing waits for nothing, and a hundred under way at once only cost memory.
  for (const record of records.filter(hasImage)) {
    preSignedUrls.push(await services.urls.download(record, query.disposition, now));
  }
  return {
    metadata: records.map(toMetadata),
    preSignedUrls,
    ...(nextCursor !== undefined && { nextCursor }),
  };
}

interface Listed {
  records: ImageRecord[];
  nextCursor?: string | undefined;
}

async function readList({ settings, records }: ApiServices, query: ListQuery): Promise<Listed> {
  const { limit, cursor, order, status, userId, tag, createdAfter, createdBefore } = query;
  const scope = [settings.tableName, order, status, userId, tag, createdAfter, createdBefore];
  const created = createdRange(createdAfter, createdBefore);
  const range =
    cursor === undefined ? created : beyond(decodeCursor(cursor, scope), created, order === 'asc');
  if (range.from > range.to) return { records: [] };
  const filters = { status, tag };
  const page = await readPage(
    partitions(settings.feedShards, userId).map(
      (partition) => (part, lookAt) => records.query(partition, part, filters, order, lookAt),
    ),
    { range, order, limit, filtered: status !== undefined || tag !== undefined },
  );
  return { records: page.records, nextCursor: page.next && encodeCursor(page.next, scope) };
}

function partitions(shards: number, userId: string | undefined): Partition[] {
  if (userId !== undefined) return [{ index: 'user', value: userId }];
  return Array.from({ length: shards }, (_, shard) => ({ index: 'feed', value: `feed#${shard}` }));
}

/** An image that its caller named has a known id: one read, no index. */
async function readNamed({ records }: ApiServices, query: ListQuery): Promise<Listed> {
  const { userId, imageId } = query;
  if (userId === undefined) throw invalidField('userId', 'is required with imageId');
  for (const other of ['cursor', 'status', 'tag', 'createdAfter', 'createdBefore'] as const) {
    if (query[other] !== undefined) throw invalidField(other, 'cannot be combined with imageId');
  }
  const record = await records.get(namedId(userId, imageId!));
  return { records: record?.userId === userId ? [record] : [] };
}
