import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageEvent } from '../../../contract/events.ts';
import { imageEventOf } from '../../../lambdas/change-relay/image-event.ts';
import type { ImageRecord } from '../../../lambdas/shared/record.ts';
import { aRecord } from './records.ts';

const AT = 1_790_000_000_000;
const PENDING = aRecord({ version: 1, ttl: AT / 1000 + 60 });
const READY = aRecord({ version: 2, ...withImage('1') });
const REPLACED = aRecord({ version: 3, ...withImage('2'), contentVersion: 2 });

function withImage(event: string): Partial<ImageRecord> {
  return {
    imageEvent: event,
    image: { size: 1, width: 1, height: 1, contentType: 'image/png', uploadedAt: AT, versionId: 'secret' },
    objectKeys: ['images/a/b'],
    contentVersion: 1,
    ttl: undefined,
  };
}
const rejection = { code: 'TooManyBytes', message: 'Too large.', at: AT } as const;
const thumbnail = { key: 'thumbnails/a', width: 1, height: 1, thumbhash: 'a' };

const typeOf = (before: ImageRecord | undefined, after: ImageRecord | undefined) =>
  imageEventOf({ at: AT, before, after })?.type;

describe('the event of a change', () => {
  it.each<[string, ImageRecord | undefined, ImageRecord | undefined, string | undefined]>([
    ['a record that begins', undefined, PENDING, undefined],
    ['the first image', PENDING, READY, 'image.ready'],
    ['the first image after a refusal', { ...PENDING, rejection, rejectionEvent: '0' }, READY, 'image.ready'],
    ['a record that was restored', undefined, READY, 'image.ready'],
    ['another image', READY, REPLACED, 'image.replaced'],
    ['a refusal', PENDING, { ...PENDING, version: 2, rejection, rejectionEvent: '1' }, 'image.rejected'],
    [
      'a refused replacement',
      READY,
      { ...READY, version: 3, rejection, rejectionEvent: '9' },
      'image.rejected',
    ],
    [
      'a refusal that is older than the image, of which clients see the revision alone',
      READY,
      { ...READY, version: 3, rejection, rejectionEvent: '0' },
      'image.updated',
    ],
    ['an edit', READY, { ...READY, version: 3, title: 'new' }, 'image.updated'],
    ['an edit of a record without an image', PENDING, { ...PENDING, version: 2 }, 'image.updated'],
    ['a used ticket', READY, { ...READY, used: { a: { event: '1', until: 1 } } }, undefined],
    ['a forgotten key', { ...READY, objectKeys: ['a', 'b'] }, READY, undefined],
    ['a thumbnail', READY, { ...READY, thumbnail }, 'image.thumbnail.ready'],
    [
      'a thumbnail after all',
      { ...READY, thumbnail: { error: 'Failed' } },
      { ...READY, thumbnail },
      'image.thumbnail.ready',
    ],
    ['no thumbnail', READY, { ...READY, thumbnail: { error: 'Failed' } }, undefined],
    ['the next image, which has no thumbnail yet', { ...READY, thumbnail }, REPLACED, 'image.replaced'],
    ['a deletion', READY, undefined, 'image.deleted'],
    ['a deletion before the record’s time', PENDING, undefined, 'image.deleted'],
    ['the end of a record’s time', { ...PENDING, ttl: AT / 1000 - 1 }, undefined, 'image.expired'],
    ['nothing', undefined, undefined, undefined],
  ])('of %s', (_, before, after, type) => {
    expect(typeOf(before, after)).toBe(type);
  });

  it('shows the record as the API does, after the change, or as it was last', () => {
    const event = imageEventOf({ at: AT, before: READY, after: { ...READY, thumbnail, userId: 'ann' } })!;
    expect(event).toMatchObject({
      id: READY.id,
      incarnation: READY.incarnation,
      at: AT,
      version: 2,
      contentVersion: 1,
      owner: 'ann',
      metadata: { id: READY.id, status: 'ready', width: 1, thumbhash: 'a' },
    });
    expect(imageEvent.parse(event)).toEqual(event);
    expect(JSON.stringify(event)).not.toMatch(/secret|images\/|thumbnails\//);
    const deleted = imageEventOf({ at: AT, before: READY, after: undefined })!;
    expect(deleted).toMatchObject({ type: 'image.deleted', version: 3, metadata: { version: 2 } });
  });

  it('has a version that never falls, and rises but for a thumbnail', () => {
    const step = fc.constantFrom('image', 'refuse', 'edit', 'thumbnail', 'use');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.boolean(), (steps, deletes) => {
        let record: ImageRecord | undefined;
        let seen = 0;
        const change = (after: ImageRecord | undefined) => {
          const event = imageEventOf({ at: AT, before: record, after });
          record = after;
          if (!event) return;
          if (event.type === 'image.thumbnail.ready') expect(event.version).toBeGreaterThanOrEqual(seen);
          else expect(event.version).toBeGreaterThan(seen);
          seen = event.version;
        };
        change(PENDING);
        for (const [at, name] of steps.entries()) change(stepped(record!, name, String(at)));
        if (deletes) change(undefined);
      }),
    );
  });
});

function stepped(record: ImageRecord, step: string, event: string): ImageRecord {
  const { version } = record;
  switch (step) {
    case 'image':
      return { ...record, ...withImage(event), version: version + 1, thumbnail: undefined };
    case 'refuse':
      return { ...record, version: version + 1, rejection, rejectionEvent: event };
    case 'edit':
      return { ...record, version: version + 1 };
    case 'thumbnail':
      return record.imageEvent === undefined || record.thumbnail ? record : { ...record, thumbnail };
    default:
      return { ...record, used: { ...record.used, [event]: { event, until: 1 } } };
  }
}
