import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../../lambdas/reconciler/requests.ts';
import { type SliceAnswer, serveByHand } from '../../../lambdas/reconciler/serve.ts';
import { newObjectKey } from '../../../lambdas/shared/objects/object-key.ts';
import { thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import { given, ID, keyOf } from './given.ts';
import { GivenStage } from './given-stage.ts';

const HOUR_MS = 3_600_000;
const bytes = Buffer.from('image');

/** An image and its thumbnail without a record. */
function orphans(stage: GivenStage, count = 1): string[] {
  return Array.from({ length: count }, (_, n) => {
    const id = `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
    const key = newObjectKey({ id, incarnation: 'aaaaaaaaaa' }, 'a.png');
    stage.bucket.put(key, bytes);
    stage.bucket.put(thumbnailKey(key), bytes);
    return key;
  });
}

/** As the cleaner, which comes late. */
const clean = (stage: GivenStage, Key: string) =>
  stage.bucket.client.send(new DeleteObjectCommand({ Bucket: 'b', Key }));

describe('a run', () => {
  it('of an empty stage agrees', async () => {
    const { report } = await new GivenStage().run();
    expect(report).toMatchObject({ objects: 0, records: 0, findings: 0, left: 0, found: {} });
  });

  it('looks again, an hour later, at what has no record, and deletes it by exact version', async () => {
    const stage = new GivenStage();
    const [key] = orphans(stage) as [string];
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
    const [key] = orphans(stage) as [string];
    const { report } = await stage.run({}, undefined, async ({ run }) => {
      if (run.phase !== 'again') return;
      await clean(stage, key);
      await clean(stage, thumbnailKey(key));
    });
    expect(report).toMatchObject({ findings: 0, left: 0 });
    expect(stage.bucket.versions(key)).toEqual(['v1', 'marker']);
  });

  it('in a dry run, which is the default, says the same and changes nothing', async () => {
    const stage = new GivenStage();
    orphans(stage);
    const key = keyOf();
    stage.table.items.set(ID, given().item);
    stage.bucket.put(key, bytes);
    const { report } = await stage.run({ repair: false });
    expect(report).toMatchObject({ findings: 3, repaired: 0, left: 3, spared: 'dry run' });
    expect(stage.rechecks).toEqual([]);
    expect(stage.bucket.asked.filter(({ name }) => /^(Delete|Put|Copy)/.test(name))).toEqual([]);
    expect(stage.table.history).toEqual([]);
  });

  it('deletes nothing when orphans are more than the stage’s share of the objects', async () => {
    const stage = new GivenStage({ deleteShare: 0.1 });
    orphans(stage, 3);
    const { report } = await stage.run();
    expect(report).toMatchObject({ findings: 6, repaired: 0, left: 6, spared: 'too many' });
    expect(stage.bucket.left('')).toHaveLength(6);
  });

  it('deletes nothing where the bucket keeps no versions', async () => {
    const stage = new GivenStage();
    stage.services.objects.isVersioned = async () => false;
    orphans(stage);
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

  it('counts what it sees alone: not what was put aside before', async () => {
    const stage = new GivenStage({ deleteShare: 0.5 });
    for (const key of orphans(stage, 20)) await clean(stage, key);
    for (const key of orphans(stage, 2)) stage.bucket.put(key, bytes);
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
    orphans(stage, 300);
    const { report } = await stage.run();
    expect(report).toMatchObject({ findings: 500, repaired: 500, suspectsLeftOut: 100, left: 100 });
    expect((await stage.run()).report).toMatchObject({ findings: 100, left: 0 });
  });

  it('does not take for repaired what an edit alone has touched', async () => {
    const stage = new GivenStage();
    const key = keyOf();
    const { id: versionId } = stage.bucket.put(key, bytes);
    stage.table.items.set(ID, given({ objectKeys: [key], versionId }).item);
    const edit = async ({ run }: SliceAnswer) => {
      if (run.phase === 'verify') stage.table.items.get(ID)!.updatedAt = { N: String(stage.now) };
    };
    const { report } = await stage.run({}, undefined, edit);
    expect(report).toMatchObject({ found: { ThumbnailMissing: 1 }, repaired: 0, left: 1 });
  });

  it('tells of a hidden image that it is hidden, also where its record names no version', async () => {
    for (const versionId of ['v1', undefined, 'gone']) {
      const stage = new GivenStage();
      const key = keyOf();
      stage.bucket.put(key, bytes);
      await clean(stage, key);
      const thumbnail = { error: 'Failed' };
      stage.table.items.set(ID, given({ objectKeys: [key], versionId, thumbnail }).item);
      expect((await stage.run()).report.found).toEqual({ ImageHidden: 1 });
    }
  });

  it('tells of a record that nobody can ask for, and asks nothing', async () => {
    const stage = new GivenStage();
    const { item } = given({ more: { sortKey: { S: '0' } } });
    stage.table.items.set('imported-1', { ...item, id: { S: 'imported-1' } });
    expect((await stage.run()).report.found).toEqual({ RecordUnreadable: 1 });
    expect(stage.rechecks).toEqual([]);
  });

  it('of two uploads by one ticket has the first one received', async () => {
    const stage = new GivenStage();
    const key = keyOf();
    stage.bucket.put(key, bytes);
    stage.bucket.put(key, Buffer.from('later'));
    stage.table.items.set(ID, given().item);
    await stage.run();
    expect(stage.rechecks).toMatchObject([{ key, versionId: 'v1' }]);
  });

  it('tells a repair that has not worked: it is left', async () => {
    const stage = new GivenStage();
    stage.table.items.set(ID, given().item);
    stage.bucket.put(keyOf(), bytes);
    const { report } = await stage.run();
    expect(stage.rechecks).toMatchObject([{ kind: 'object', versionId: 'v1' }]);
    expect(report).toMatchObject({ found: { UploadUnseen: 1 }, repaired: 0, left: 1 });
  });

  it('comes to the same by slices of a page as at once', async () => {
    const [whole, sliced] = [new GivenStage(), new GivenStage()];
    for (const stage of [whole, sliced]) {
      orphans(stage, 4);
      stage.table.items.set(ID, given().item);
    }
    sliced.bucket.pageSize = 2;
    const [a, b] = [await whole.run(), await sliced.run({}, () => false)];
    expect(b.answers.length).toBeGreaterThan(a.answers.length);
    const { run: _, slices: __, seconds: ___, ...report } = a.report;
    expect(b.report).toMatchObject(report);
    for (const { bucket } of [whole, sliced]) expect(bucket.left('')).toEqual([]);
    const progress = b.answers.map((answer) => answer.progress);
    expect(progress).toEqual(progress.toSorted((x, y) => x - y));
  });

  it('of a part looks at no other ids', async () => {
    const stage = new GivenStage();
    orphans(stage, 2);
    stage.table.items.set(ID, given({ more: { sortKey: { S: '' } } }).item);
    const { report } = await stage.run({ idPrefix: '00000001' });
    expect(report).toMatchObject({ objects: 2, records: 0, findings: 2 });
    expect((await stage.run({ idPrefix: '7f' })).report).toMatchObject({ found: { IndexMismatch: 1 } });
  });

  it('ends by itself when it goes round', async () => {
    const stage = new GivenStage();
    const { answers } = await stage.run();
    const [{ run }] = answers as [(typeof answers)[0]];
    const { services } = stage;
    const answer = await serveByHand({ ...run, phase: 'images', slice: 5000 }, services, () => true);
    expect(answer).toMatchObject({ report: { endless: true } });
  });
});

describe('what asks for a run', () => {
  it.each([
    [null],
    [{}],
    [{ kind: 'slice' }],
    [{ kind: 'begin' }],
    [{ kind: 'begin', repair: 'yes' }],
    [{ kind: 'begin', repair: true, idPrefix: 'images/' }],
    [{ kind: 'begin', repair: true, graceMs: -1 }],
    [{ kind: 'begin', repair: true, graceMs: 1e9 }],
    [{ kind: 'reinspect', where: { title: 'x' } }],
    [{ kind: 'reinspect', where: { contentType: 'text/plain' } }],
    [{ kind: 'reinspect', where: {}, cursor: 1 }],
  ])('is refused where it is none: %j', (message) => {
    expect(() => readRequest(message)).toThrow(/must|knows no|asks for nothing/);
  });
});
