import { describe, expect, it } from 'vitest';
import { readRequest } from '../../../lambdas/reconciler/requests.ts';
import { type SliceAnswer, serveByHand } from '../../../lambdas/reconciler/serve.ts';
import { given, ID, keyOf } from './given.ts';
import { bytes, GivenStage } from './given-stage.ts';

describe('a run', () => {
  it('of an empty stage agrees', async () => {
    const { report } = await new GivenStage().run();
    expect(report).toMatchObject({ objects: 0, records: 0, findings: 0, left: 0, found: {} });
  });

  it('in a dry run, which is the default, says the same and changes nothing', async () => {
    const stage = new GivenStage();
    stage.orphans();
    const key = keyOf();
    stage.table.items.set(ID, given().item);
    stage.bucket.put(key, bytes);
    const { report } = await stage.run({ repair: false });
    expect(report).toMatchObject({ findings: 3, repaired: 0, left: 3, spared: 'dry run' });
    expect(stage.rechecks).toEqual([]);
    expect(stage.bucket.asked.filter(({ name }) => /^(Delete|Put|Copy)/.test(name))).toEqual([]);
    expect(stage.table.history).toEqual([]);
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
      await stage.cover(key);
      const thumbnail = { error: 'Failed' };
      stage.table.items.set(ID, given({ objectKeys: [key], versionId, thumbnail }).item);
      expect((await stage.run()).report.found).toEqual({ ImageHidden: 1 });
    }
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
      stage.orphans(4);
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
    stage.orphans(2);
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
