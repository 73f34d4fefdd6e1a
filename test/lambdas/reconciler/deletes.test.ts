import { describe, expect, it } from 'vitest';
import { thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import { given, ID, keyOf } from './given.ts';
import { bytes, GivenStage, HOUR_MS } from './given-stage.ts';

describe('what a run deletes', () => {
  it('looks again, an hour later, at what has no record, and deletes it by exact version', async () => {
    const stage = new GivenStage();
    const [key] = stage.orphans() as [string];
    stage.bucket.put(key, Buffer.from('a later one'));
    const began = stage.now;
    const { report, answers } = await stage.run();
    expect(answers.flatMap(({ findings }) => findings.map(({ code }) => code)).sort()).toEqual([
      'ObjectWithoutRecord',
      'ThumbnailOrphaned',
    ]);
    expect(stage.now - began).toBe(HOUR_MS);
    expect(stage.bucket.versions(key)).toEqual([]);
    expect(stage.bucket.left('')).toEqual([]);
    const deletions = stage.bucket.asked.filter(({ name }) => name === 'DeleteObject');
    expect(deletions.every(({ input }) => typeof input.VersionId === 'string')).toBe(true);
    expect(report).toMatchObject({ findings: 2, repaired: 2, left: 0 });
    expect((await stage.run()).report).toMatchObject({ findings: 0 });
  });

  it('leaves alone what was on its way out when it was seen first', async () => {
    const stage = new GivenStage();
    const [key] = stage.orphans() as [string];
    const { report } = await stage.run({}, undefined, async ({ run }) => {
      if (run.phase !== 'again') return;
      await stage.cover(key);
      await stage.cover(thumbnailKey(key));
    });
    expect(report).toMatchObject({ findings: 0, left: 0 });
    expect(stage.bucket.versions(key)).toEqual(['v1', 'marker']);
  });

  it('deletes nothing when orphans are more than the stage’s share of the objects', async () => {
    const stage = new GivenStage({ deleteShare: 0.1 });
    stage.orphans(3);
    const { report } = await stage.run();
    expect(report).toMatchObject({ findings: 6, repaired: 0, left: 6, spared: 'too many' });
    expect(stage.bucket.left('')).toHaveLength(6);
  });

  it('deletes nothing where the bucket keeps no versions', async () => {
    const stage = new GivenStage();
    stage.services.objects.isVersioned = async () => false;
    stage.orphans();
    expect((await stage.run()).report).toMatchObject({ left: 2, spared: 'no versions' });
    expect(stage.bucket.left('')).toHaveLength(2);
  });

  it('spares an orphan whose record came back after the second look', async () => {
    const stage = new GivenStage();
    const key = keyOf();
    stage.bucket.put(key, bytes);
    const { passes } = stage.services;
    const { look } = passes.images;
    let looks = 0;
    passes.images.look = async (id, before) => {
      looks += 1;
      if (looks === 3) stage.table.items.set(ID, given({ objectKeys: [key], versionId: 'v1' }).item);
      return look(id, before);
    };
    const { report } = await stage.run();
    expect(stage.bucket.versions(key)).toEqual(['v1']);
    expect(report).toMatchObject({ found: { ObjectWithoutRecord: 1 }, left: 0 });
  });

  it('takes what covers an image away, and not the image', async () => {
    const stage = new GivenStage();
    const key = keyOf();
    const own = stage.bucket.put(key, bytes).id;
    for (let later = 0; later < 3; later++) stage.bucket.put(key, Buffer.from('later'));
    stage.table.items.set(
      ID,
      given({ objectKeys: [key], versionId: own, thumbnail: { error: 'Failed' } }).item,
    );
    const { report } = await stage.run();
    expect(stage.bucket.versions(key)).toEqual([own]);
    expect(report).toMatchObject({ found: { ImageCovered: 1 }, left: 0 });
  });

  it('counts what it sees alone: not what was put aside before', async () => {
    const stage = new GivenStage({ deleteShare: 0.5 });
    for (const key of stage.orphans(20)) await stage.cover(key);
    for (const key of stage.orphans(2)) stage.bucket.put(key, bytes);
    const { report } = await stage.run();
    expect(report.spared).toBe('too many');
  });

  it('does not take the image itself away where its record goes at that moment', async () => {
    const stage = new GivenStage();
    const key = keyOf();
    const own = stage.bucket.put(key, bytes).id;
    stage.bucket.put(key, Buffer.from('later'));
    const { item } = given({ objectKeys: [key], versionId: own, thumbnail: { error: 'Failed' } });
    stage.table.items.set(ID, item);
    const { deleteVisible } = stage.services.objects;
    stage.services.objects.deleteVisible = async (...args) => {
      stage.table.items.delete(ID);
      return deleteVisible.apply(stage.services.objects, args);
    };
    await stage.run();
    expect(stage.bucket.versions(key)).toEqual([own]);
  });

  it('tells of orphans that found no room as left', async () => {
    const stage = new GivenStage();
    stage.orphans(300);
    const { report } = await stage.run();
    expect(report).toMatchObject({ findings: 500, repaired: 500, suspectsLeftOut: 100, left: 100 });
    expect((await stage.run()).report).toMatchObject({ findings: 100, left: 0 });
  });
});
