import { fitsIndexes } from '../../shared/index-keys.ts';
import { thumbnailKey } from '../../shared/objects/thumbnail.ts';
import { isRecordName, type RecheckIndex, type RecheckObject } from '../../shared/reconciling/recheck.ts';
import type { KnownRecord } from '../reading/known-records.ts';
import type { Head } from '../reading/listed-objects.ts';
import { wholeRecord } from './belongs.ts';
import type { Finding } from './finding.ts';

/** What lies where a record says that its image and its thumbnail are. */
export interface NamedObjects {
  /** The very version of the image, or where that is gone what lies under its key. */
  image: Head | undefined;
  thumbnail: Head | undefined;
}

export interface RecordRules {
  /** Partitions of the `feed` index. */
  feedShards: number;
  /** What has happened since, epoch ms, may be on its way yet. */
  before: number;
}

/** What of a record is not as its objects and its indexes have it. @param named - undefined for a record without an image */
export function judgeRecord(
  known: KnownRecord,
  named: NamedObjects | undefined,
  { feedShards, before }: RecordRules,
): Finding[] {
  const { id, item } = known;
  const record = wholeRecord(known);
  if (!record || !isRecordName(record)) return [{ code: 'RecordUnreadable', id }];
  const findings: Finding[] = [];
  if (!fitsIndexes(item, feedShards)) {
    const recheck: RecheckIndex = { kind: 'index', id, incarnation: record.incarnation };
    findings.push({ code: 'IndexMismatch', id, recheck });
  }
  const key = record.objectKeys?.[0];
  if (!named || key === undefined || record.updatedAt >= before) return findings;
  const versionId = record.image?.versionId;
  if (!named.image) return [...findings, { code: 'ImageGone', id, key, versionId }];
  const { event: _, ...image } = named.image;
  // Another version is the images' business, and comes first.
  const code =
    versionId === undefined || versionId === image.versionId
      ? thumbnailFault(record, key, named.thumbnail)
      : undefined;
  if (!code) return findings;
  const recheck: RecheckObject = { kind: 'object', key, ...image };
  // What a record knows of a thumbnail is not asked for twice.
  const redraw = record.thumbnail !== undefined && { redraw: true };
  return [...findings, { code, id, key: thumbnailKey(key), recheck: { ...recheck, ...redraw } }];
}

function thumbnailFault(
  { thumbnail, imageEvent }: NonNullable<KnownRecord['record']>,
  key: string,
  head: Head | undefined,
): 'ThumbnailMissing' | 'ThumbnailOfAnother' | undefined {
  if (!thumbnail) return 'ThumbnailMissing';
  if ('error' in thumbnail) return undefined;
  if (!head) return 'ThumbnailMissing';
  // Release 0.1.0 did not say of which image a thumbnail is.
  const isOwn = head.event === undefined || head.event === imageEvent;
  return isOwn && thumbnail.key === thumbnailKey(key) ? undefined : 'ThumbnailOfAnother';
}
