import { describe, expect, it } from 'vitest';
import { judgeImages } from '../../../lambdas/reconciler/judging/judge-images.ts';
import type { KnownRecord } from '../../../lambdas/reconciler/reading/known-records.ts';
import type { ListedObject } from '../../../lambdas/reconciler/reading/listing.ts';
import { BEFORE, covered, given, ID, JUST_NOW, keyOf, LONG_AGO, object, version } from './given.ts';

const [K1, K2, K3] = [keyOf(), keyOf(), keyOf()];

/** Code, key and version of each finding. */
const judge = (objects: ListedObject[], known?: KnownRecord) =>
  judgeImages(ID, objects, known, BEFORE).map(({ code, key, versionId }) => [code, key, versionId]);

describe('images and their record', () => {
  it.each<[string, ListedObject[], KnownRecord]>([
    ['its image', [object(K1, version())], given({ objectKeys: [K1], versionId: 'v1' })],
    [
      'its image, with what was put aside below it',
      [object(K1, version('v2'), version('v1'))],
      given({ objectKeys: [K1], versionId: 'v2' }),
    ],
    ['an image without a version of its own', [object(K1, version('v9'))], given({ objectKeys: [K1] })],
    [
      'a replaced image that was put aside',
      [covered(K1, version()), object(K2, version('v2'))],
      given({ objectKeys: [K2], versionId: 'v2', used: [K1] }),
    ],
    ['an upload that is still to be inspected', [object(K1, version('v1', JUST_NOW))], given()],
    [
      'a replacement that is still to be inspected',
      [object(K1, version()), object(K2, version('v2', JUST_NOW))],
      given({ objectKeys: [K1], versionId: 'v1' }),
    ],
    [
      'an image that was replaced a moment ago',
      [object(K1, version()), object(K2, version('v2'))],
      given({ objectKeys: [K2, K1], versionId: 'v2', updatedAt: JUST_NOW }),
    ],
    [
      'a version that came a moment ago',
      [object(K1, version('v2', JUST_NOW), version('v1'))],
      given({ objectKeys: [K1], versionId: 'v1' }),
    ],
    [
      'a marker that came a moment ago',
      [{ ...covered(K1, version()), coveredAt: JUST_NOW }],
      given({ objectKeys: [K1], versionId: 'v1' }),
    ],
    ['a record that cannot be read', [object(K1, version())], given({ more: { filename: { N: '1' } } })],
  ])('finds nothing in %s', (_, objects, known) => {
    expect(judge(objects, known)).toEqual([]);
  });

  it('an upload of a record that is pending was not seen, however often the record was edited', () => {
    const found = judgeImages(ID, [object(K1, version())], given({ updatedAt: JUST_NOW }), BEFORE);
    const recheck = { kind: 'object', key: K1, ...version() };
    expect(found).toEqual([{ code: 'UploadUnseen', id: ID, key: K1, versionId: 'v1', recheck }]);
  });

  it('of several, the one that was stored last is received; the others are for a person', () => {
    const objects = [
      object(K1, version('v1', LONG_AGO)),
      object(K2, version('v2', LONG_AGO + 2000)),
      object(K3, version('v3', LONG_AGO + 1000)),
    ];
    expect(judge(objects, given())).toEqual([
      ['UploadUnseen', K2, 'v2'],
      ['SeveralUploads', K3, 'v3'],
      ['SeveralUploads', K1, 'v1'],
    ]);
  });

  it.each([
    ['ready', given({ objectKeys: [K1], versionId: 'v1' })],
    ['rejected', given({ used: [K1], rejected: true })],
  ])('an unseen upload of a record that is %s is for a person', (_, known) => {
    expect(judge([object(K2, version('v2'))], known)).toEqual([['SeveralUploads', K2, 'v2']]);
  });

  it('a replaced image that a GET still finds is put aside, listed by its record or not', () => {
    const objects = [object(K1, version()), object(K2, version('v2')), object(K3, version('v3'))];
    expect(judge(objects, given({ objectKeys: [K3, K1], versionId: 'v3', used: [K2] }))).toEqual([
      ['ReplacedVisible', K1, 'v1'],
      ['ReplacedVisible', K2, 'v2'],
    ]);
  });

  it('a refused upload that a GET still finds is, too', () => {
    expect(judge([object(K1, version())], given({ used: [K1], rejected: true }))).toEqual([
      ['ReplacedVisible', K1, 'v1'],
    ]);
  });

  const ready = given({ objectKeys: [K1], versionId: 'v1' });

  it('a later upload on top of an image goes, since what is below expires', () => {
    expect(judge([object(K1, version('v2'), version('v1'))], ready)).toEqual([['ImageCovered', K1, 'v2']]);
  });

  it('another version in the place of an image’s own is inspected: the bucket was restored', () => {
    expect(judge([object(K1, version('v7'))], ready)).toEqual([['OtherVersion', K1, 'v7']]);
  });

  it('an image below a delete marker is for a person', () => {
    expect(judge([covered(K1, version())], ready)).toEqual([['ImageHidden', K1, 'v1']]);
  });

  it.each([
    ['there is no record', undefined],
    ['the record is another one', given({ incarnation: 'bbbbbbbbbb', objectKeys: [keyOf('bbbbbbbbbb')] })],
  ])('an image is an orphan where %s, though nobody knows since when', (_, known) => {
    const found = judgeImages(ID, [object(K1, version())], known, BEFORE);
    expect(found).toEqual([{ code: 'ObjectWithoutRecord', id: ID, key: K1, versionId: 'v1', undated: true }]);
    expect(judge([covered(K1, version())], known)).toEqual([]);
  });
});
