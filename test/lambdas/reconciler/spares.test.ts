import { describe, expect, it } from 'vitest';
import { thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import { given, ID, keyOf } from './given.ts';
import { bytes, GivenStage } from './given-stage.ts';

describe('what a run leaves alone', () => {
  it('does not touch another service’s objects, neither beside its prefixes nor below them', async () => {
    const stage = new GivenStage();
    const others = [
      'imagesque/a.png',
      'images',
      'images-of-others/1/2.png',
      'thumbnails.webp',
      'images/a.png',
    ];
    for (const key of others) stage.bucket.put(key, bytes);
    const { report } = await stage.run();
    expect(report).toMatchObject({ objects: 0, foreign: 1, findings: 0 });
    expect(stage.bucket.left('')).toHaveLength(others.length);
  });

  it.each(['.avif', '.json', '@2x.webp', '/x.webp'])(
    'takes a thumbnail for another’s that is called otherwise: %s',
    async (end) => {
      const stage = new GivenStage();
      stage.bucket.put(thumbnailKey(keyOf()).replace('.webp', end), bytes);
      expect((await stage.run()).report).toMatchObject({ foreign: 1, findings: 0 });
    },
  );

  it.each([
    ['has lost its version', { version: undefined as never }],
    ['has another incarnation than its keys', { incarnation: { S: 'bbbbbbbbbb' } }],
    ['has an incarnation that nobody gave it', { incarnation: { S: 'b' } }],
    ['names a key that is none', { objectKeys: { L: [{ S: 'backup/x.png' }] } }],
  ])('leaves all alone of a record that %s, and goes on', async (_, more) => {
    const stage = new GivenStage();
    const key = keyOf();
    const { id: versionId } = stage.bucket.put(key, bytes);
    stage.bucket.put(thumbnailKey(key), bytes);
    const thumbnail = { key: thumbnailKey(key), width: 1, height: 1, thumbhash: 'x' };
    const { item } = given({ objectKeys: [key], versionId, used: [key], thumbnail });
    stage.table.items.set(ID, { ...item, ...more });
    const { report } = await stage.run();
    expect(stage.bucket.left('')).toEqual([key, thumbnailKey(key)]);
    expect(report.found).toMatchObject({ RecordUnreadable: 1 });
    expect(stage.rechecks).toEqual([]);
  });

  it('tells of a record that nobody can ask for, and asks nothing', async () => {
    const stage = new GivenStage();
    const { item } = given({ more: { sortKey: { S: '0' } } });
    stage.table.items.set('imported-1', { ...item, id: { S: 'imported-1' } });
    expect((await stage.run()).report.found).toEqual({ RecordUnreadable: 1 });
    expect(stage.rechecks).toEqual([]);
  });
});
