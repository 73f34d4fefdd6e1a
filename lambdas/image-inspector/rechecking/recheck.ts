import type { Item } from '../../shared/attribute-values.ts';
import { feedOf, fitsIndexes } from '../../shared/index-keys.ts';
import type { RecheckIndex } from '../../shared/reconciling/recheck.ts';
import { sortKeyOf, statusOf } from '../../shared/record.ts';
import type { Upload } from '../events.ts';
import { type InspectorServices, type Receipt, receive } from '../receive.ts';
import type { RecheckedRecords } from '../records/rechecked-records.ts';
import { toState, usedBy } from '../records/record-state.ts';
import { settle } from '../settle.ts';
import { recheckImage } from './recheck-image.ts';
import type { RecheckRequest } from './request.ts';

export interface RecheckServices extends InspectorServices {
  rechecked: RecheckedRecords;
  /** Partitions of the `feed` index. */
  feedShards: number;
}

/** For the log: what became of a recheck. */
export interface RecheckReceipt {
  id: string;
  /**
   * `checked`, `kept` (refused by what the stage accepts now, see `code`; the record stays as it is), `gone` (the object),
   * `superseded` (the record has changed meanwhile), `aside` (not the record's image: put aside), `doubtful` (left alone),
   * `missing` or `another` (no such record), or what became of an upload that was received.
   */
  outcome: Receipt['outcome'] | 'checked' | 'kept' | 'gone' | 'superseded' | 'aside';
  code?: string;
  /** The record. */
  changed: boolean;
  /** Of an upload that was received. */
  received?: Receipt;
}

/**
 * Looks at something once more, and mends what the record as it is says must be mended. It can be repeated, at any moment, and
 * deletes nothing but what it refuses itself (docs/adr/0023-bucket-and-table-agree.md).
 */
export async function recheck(request: RecheckRequest, services: RecheckServices): Promise<RecheckReceipt> {
  const name = request.kind === 'object' ? request.upload.parsed : { incarnation: undefined, ...request };
  const found = await services.rechecked.find(name);
  const outcome =
    'outcome' in found
      ? { ...found, changed: false }
      : request.kind === 'object'
        ? await recheckObject(request, found.item, services)
        : await recheckIndex(request, found.item, services);
  return { id: name.id, ...outcome };
}

type Outcome = Omit<RecheckReceipt, 'id'>;

const DOUBTFUL: Outcome = { outcome: 'doubtful', changed: false };

async function recheckObject(
  { upload, redraw }: { upload: Upload; redraw: boolean },
  item: Item,
  services: RecheckServices,
): Promise<Outcome> {
  const state = toState(item);
  if (upload.key === state.objectKeys[0]) {
    const image = item.image?.M;
    return image ? recheckImage(upload, redraw, { state, image }, services) : DOUBTFUL;
  }
  if (usedBy(state, upload)) {
    await services.objects.retire(upload);
    await services.objects.deleteThumbnails(upload.key, state.imageEvent ?? '');
    await settle(upload, state, services);
    return { outcome: 'aside', changed: false };
  }
  const { imageEvent, rejectionEvent } = item;
  if (statusOf({ imageEvent: imageEvent?.S, rejectionEvent: rejectionEvent?.S }) !== 'pending')
    return DOUBTFUL;
  const received = await receive(upload, services);
  const { outcome, code } = received;
  const changed = outcome === 'accepted' || outcome === 'refused';
  return { outcome, ...(code !== undefined && { code }), changed, received };
}

async function recheckIndex(
  { id, incarnation }: RecheckIndex,
  item: Item,
  { rechecked, feedShards }: RecheckServices,
): Promise<Outcome> {
  if (fitsIndexes(item, feedShards)) return { outcome: 'checked', changed: false };
  const createdAt = Number(item.createdAt?.N);
  if (!Number.isSafeInteger(createdAt)) return DOUBTFUL;
  const sortKey = sortKeyOf(createdAt, id);
  const feedFits = fitsIndexes({ ...item, sortKey: { S: sortKey } }, feedShards);
  const feed = feedFits ? item.feed!.S! : feedOf(id, feedShards);
  const { outcome } = await rechecked.place({ id, incarnation }, createdAt, feed, sortKey);
  if (outcome === 'done') return { outcome: 'checked', changed: true };
  return { outcome: outcome === 'passed' ? 'superseded' : outcome, changed: false };
}
