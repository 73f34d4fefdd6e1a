import type { VanishedRecord } from '../shared/following/cleaning.ts';
import { ownerDigest } from '../shared/following/erase-request.ts';
import { thumbnailKey } from '../shared/objects/thumbnail.ts';
import { from } from './erase/wait-until.ts';
import { deleteRenditions } from './renditions.ts';
import type { CleanerServices } from './services.ts';

/** For the log: what became of a record's objects. */
export interface Cleaned {
  id: string;
  /** `erasing`: an erase request has them go, and leaves nothing. */
  outcome: 'cleaned' | 'erasing';
  /** Images that a living record names. */
  spared: number;
}

/** An operator has restored it, and its deletion is told once more. */
async function livesAgain(
  { id, incarnation }: VanishedRecord,
  records: CleanerServices['records'],
): Promise<boolean> {
  const living = await records.living(id);
  return living !== undefined && living.incarnation === incarnation;
}

/**
 * Puts the images of a record that went aside, and hides their thumbnails. Every step can be repeated, at any time and in any order
 * with erasures, and with an operator who restores the record: what a living record names is spared
 * (docs/adr/0021-one-owner-of-deletion.md).
 */
export async function cleanVanished(vanished: VanishedRecord, services: CleanerServices): Promise<Cleaned> {
  const { records, requests, objects, invalidations, now } = services;
  const { id, incarnation, owner, images, replaced = [] } = vanished;
  const receipt = { id, outcome: 'cleaned' as const, spared: 0 };
  if (await requests.get({ kind: 'incarnation', recordId: id, incarnation })) {
    return { ...receipt, outcome: 'erasing' };
  }
  if (owner !== undefined && images.length > 0) {
    // First, so that whoever erases all of the owner finds either this, or the request here.
    await records.bury(vanished, owner, now());
    const all = await requests.get({ kind: 'owner', ownerDigest: ownerDigest(owner) });
    if (all && (vanished.createdAt ?? 0) <= all.requestedAt && !(await livesAgain(vanished, records))) {
      const asked = from(now(), all);
      await requests.askOnce({
        kind: 'incarnation',
        recordId: id,
        incarnation,
        owner,
        lastVersion: vanished.version ?? asked.requestedAt,
        objectKeys: images.map(({ key }) => key),
        ...asked,
      });
      return { ...receipt, outcome: 'erasing' };
    }
  }
  for (const image of images) {
    const isSpared = async (key = image.key) => (await records.namedKeys(id)).has(key);
    if (await isSpared()) receipt.spared += 1;
    else await objects.putAside(image, isSpared);
    const thumbnail = thumbnailKey(image.key);
    if (!(await isSpared(thumbnail))) await objects.hide(thumbnail);
  }
  if (invalidations)
    for (const image of [...images, ...replaced]) await deleteRenditions(id, image, services);
  return receipt;
}
