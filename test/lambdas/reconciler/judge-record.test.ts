import { describe, expect, it } from 'vitest';
import { judgeRecord, type NamedObjects } from '../../../lambdas/reconciler/judging/judge-record.ts';
import { judgeThumbnails } from '../../../lambdas/reconciler/judging/judge-thumbnails.ts';
import type { KnownRecord } from '../../../lambdas/reconciler/reading/known-records.ts';
import { thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import {
  BEFORE,
  covered,
  given,
  ID,
  INCARNATION,
  JUST_NOW,
  keyOf,
  object,
  SHARDS,
  version,
} from './given.ts';

const [K1, K2] = [keyOf(), keyOf()];
const EVENT = given({ objectKeys: [K1] }).record!.imageEvent;
const drawn = (key = K1) => ({ key: thumbnailKey(key), width: 1, height: 1, thumbhash: 'x' });
const ready = (more: Parameters<typeof given>[0] = {}) =>
  given({ objectKeys: [K1], versionId: 'v1', thumbnail: drawn(), ...more });

const image = { ...version(), event: undefined };
const whole: NamedObjects = { image, thumbnail: { ...version('t1'), event: EVENT } };

const judge = (known: KnownRecord, named?: NamedObjects) =>
  judgeRecord(known, named, { feedShards: SHARDS, before: BEFORE });
const codes = (known: KnownRecord, named?: NamedObjects) => judge(known, named).map(({ code }) => code);

describe('a record and what it names', () => {
  it.each<[string, KnownRecord, NamedObjects | undefined]>([
    ['is whole', ready(), whole],
    ['is pending', given(), undefined],
    ['has no thumbnail, and says why', ready({ thumbnail: { error: 'Unsupported' } }), whole],
    ['has a thumbnail that does not say of what it is', ready(), { image, thumbnail: { ...image } }],
    ['has changed a moment ago', ready({ updatedAt: JUST_NOW }), { image: undefined, thumbnail: undefined }],
    [
      'has another version in the place of its image, which the images’ pass finds',
      ready(),
      { image: { ...image, versionId: 'v7' }, thumbnail: undefined },
    ],
  ])('finds nothing where it %s', (_, known, named) => {
    expect(codes(known, named)).toEqual([]);
  });

  it('tells of an image of which nothing is left, and of nothing that hangs on it', () => {
    const found = judge(ready(), { image: undefined, thumbnail: undefined });
    expect(found).toEqual([{ code: 'ImageGone', id: ID, key: K1, versionId: 'v1' }]);
  });

  it('has a thumbnail drawn that was never drawn', () => {
    const undrawn = given({ objectKeys: [K1], versionId: 'v1' });
    const recheck = { kind: 'object', key: K1, ...version() };
    expect(judge(undrawn, { image, thumbnail: undefined })).toEqual([
      { code: 'ThumbnailMissing', id: ID, key: thumbnailKey(K1), recheck },
    ]);
  });

  it('has a thumbnail drawn anew that is gone, or of another image', () => {
    const recheck = { kind: 'object', key: K1, ...version(), redraw: true };
    expect(judge(ready(), { image, thumbnail: undefined })).toMatchObject([
      { code: 'ThumbnailMissing', recheck },
    ]);
    const older = { image, thumbnail: { ...version('t1'), event: '1#0' } };
    expect(judge(ready(), older)).toMatchObject([{ code: 'ThumbnailOfAnother', recheck }]);
    expect(judge(ready({ thumbnail: drawn(K2) }), whole)).toMatchObject([
      { code: 'ThumbnailOfAnother', recheck },
    ]);
  });

  it.each([
    ['another sort key', { sortKey: { S: '1' } }],
    ['none', { sortKey: undefined as never }],
    ['a partition that is not read', { feed: { S: `feed#${SHARDS}` } }],
    ['no partition', { feed: undefined as never }],
    ['a partition of another kind', { feed: { S: 'feed#x' } }],
  ])('has index attributes put right: %s', (_, more) => {
    const recheck = { kind: 'index', id: ID, incarnation: INCARNATION };
    expect(judge(given({ more }))).toEqual([{ code: 'IndexMismatch', id: ID, recheck }]);
  });

  it('tells of one that cannot be read', () => {
    expect(codes(given({ more: { filename: { N: '1' } } }))).toEqual(['RecordUnreadable']);
  });
});

describe('thumbnails and their record', () => {
  const T1 = thumbnailKey(K1);
  const judgeThese = (known?: KnownRecord, of = object(T1, version())) =>
    judgeThumbnails(ID, [of], known, BEFORE);
  const orphaned = { code: 'ThumbnailOrphaned', id: ID, key: T1, versionId: 'v1' };

  it('of the record’s image is fine, and so is one that is young, covered, or of a record that changes', () => {
    expect(judgeThese(ready())).toEqual([]);
    expect(judgeThese(undefined, object(T1, version('v1', JUST_NOW)))).toEqual([]);
    expect(judgeThese(undefined, covered(T1, version()))).toEqual([]);
    expect(judgeThese(given({ objectKeys: [K2], updatedAt: JUST_NOW }))).toEqual([]);
  });

  it('of another image of the record is an orphan', () => {
    expect(judgeThese(given({ objectKeys: [K2] }))).toEqual([orphaned]);
  });

  it('without a record is one, though nobody knows since when', () => {
    expect(judgeThese()).toEqual([{ ...orphaned, undated: true }]);
    expect(judgeThese(given({ incarnation: 'bbbbbbbbbb' }))).toEqual([{ ...orphaned, undated: true }]);
  });
});
