import { expect } from 'vitest';
import type { Upload } from '../../../../lambdas/image-inspector/events.ts';
import type { Item } from '../../../../lambdas/shared/attribute-values.ts';
import { eventOrder } from '../../../../lambdas/shared/record.ts';
import { RECORD_ID, type World } from '../../support/world.ts';
import type { Made, Stage } from './story.ts';

/** An upload that counts, with the event by which it does. */
interface Counted extends Made {
  event: string;
}

/** Of each ticket of the record that stands, the one upload that counts: by its own event, or as a recheck found it. */
export function winners({ made }: Stage, { used, incarnation }: Item, rechecked = false): Counted[] {
  const own = made.filter(({ upload }) => upload.parsed.incarnation === incarnation!.S);
  const tickets = new Set(own.map(({ upload }) => upload.parsed.uploadId));
  expect(new Set(Object.keys(used!.M!))).toEqual(tickets);
  return [...tickets].map((uploadId) => {
    const { event, versionId } = used!.M![uploadId]!.M!;
    const winner = own.find(({ upload }) => upload.versionId === versionId!.S)!;
    expect(winner.upload.parsed.uploadId).toBe(uploadId);
    const { order, uploadedAt } = winner.upload;
    expect(rechecked ? [order, eventOrder(uploadedAt, '')] : [order]).toContain(event!.S);
    return { ...winner, event: event!.S! };
  });
}

export const latest = (counted: Counted[]) => counted.toSorted((a, b) => (a.event < b.event ? -1 : 1)).at(-1);

/** That the record says what its tickets' uploads say, and that the bucket has that image and nothing else to show. */
export function checkEnd(stage: Stage, rechecked = false): void {
  checkBucket(stage.world, checkRecord(stage, rechecked));
}

/** @returns the upload that is the record's image */
export function checkRecord(stage: Stage, rechecked = false): Upload | undefined {
  const { world, made } = stage;
  const item = world.table.items.get(RECORD_ID)!;
  const counted = winners(stage, item, rechecked);
  const image = latest(counted.filter(({ good }) => good));
  const refused = latest(counted.filter(({ good }) => !good));

  expect(item.imageEvent?.S).toBe(image?.event);
  expect(item.rejectionEvent?.S).toBe(refused?.event);
  expect(item.objectKeys?.L?.map(({ S }) => S)).toEqual(image && [image.upload.key]);
  expect(item.image?.M?.width?.N).toBe(
    image && String(10 + made.findIndex(({ upload }) => upload === image.upload)),
  );
  expect(item.image?.M?.versionId?.S).toBe(image?.upload.versionId);
  expect(item.rejection?.M?.at?.N).toBe(refused && String(refused.upload.uploadedAt));
  expect(item.expiresAt === undefined).toBe(image !== undefined);
  expect(Number(item.contentVersion?.N ?? 0) > 0).toBe(image !== undefined);
  if (image) {
    const asked = world.thumbnails.filter(({ event }) => event === image.event);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked[0]).toMatchObject({ key: image.upload.key, versionId: image.upload.versionId });
  }
  return image?.upload;
}

/** One visible version; of what was accepted before, copies that no URL names, under a marker; of all else nothing. */
export function checkBucket(world: World, image: Upload | undefined): void {
  expect(world.bucket.visible()).toEqual(image ? { [image.key]: image.versionId } : {});
  for (const key of world.bucket.keys()) {
    const versions = world.bucket.versions(key);
    if (key === image?.key) expect(versions).toEqual([image.versionId]);
    else if (versions.length > 0) {
      expect(versions.at(-1)).toBe('marker');
      expect(versions.filter((version) => !/^(copy of|marker)/.test(version))).toEqual([]);
    }
  }
}
