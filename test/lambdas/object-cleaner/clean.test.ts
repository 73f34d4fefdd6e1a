import { beforeEach, describe, expect, it } from 'vitest';
import { ownerDigest } from '../../../lambdas/shared/following/erase-request.ts';
import { thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import type { Fault } from '../support/faults.ts';
import { bmp } from '../support/uploads.ts';
import { RECORD_ID, World } from '../support/world.ts';

const OWNER = 'Ann Ä';

let world: World;
let key: string;
let message: string;
/** A deleted record of an owner, with an image and its thumbnail. */
async function given(...faults: Fault[]): Promise<void> {
  world = new World();
  const item = world.createRecord();
  world.table.items.set(RECORD_ID, { ...item, userId: { S: OWNER } });
  key = world.newKey();
  await world.receive(world.put(key, bmp(10, 20)));
  world.bucket.put(thumbnailKey(key), Buffer.from('thumbnail'));
  await world.remove();
  [message] = world.cleaning.splice(0) as [string];
  world.failNext(faults);
}
beforeEach(() => given());

const asked = () =>
  world.bucket.asked.map(({ name, input }) => `${name}${input.VersionId ? ' for good' : ''}`);

describe('the objects of a record that went', () => {
  it('are put aside in an order in which a crash leaves no copy on top for long, and thumbnails hidden', async () => {
    world.bucket.asked.length = 0;
    await world.clean(message);
    expect(asked()).toEqual([
      'CopyObject',
      'DeleteObject',
      'DeleteObject for good',
      'HeadObject',
      'DeleteObject',
    ]);
    expect(world.bucket.versions(key)).toEqual(['copy of v1', 'marker']);
    expect(world.bucket.visible()).toEqual({});
  });

  it('get no second marker and no second copy when they are told again', async () => {
    await world.clean(message);
    const once = [world.bucket.versions(key), world.bucket.versions(thumbnailKey(key))];
    await world.clean(message);
    expect([world.bucket.versions(key), world.bucket.versions(thumbnailKey(key))]).toEqual(once);
  });

  it('are in the same state in the end, wherever it crashed before', async () => {
    for (const fault of ['before', 'after'] as const) {
      for (let calls = 0; calls < 20; calls++) {
        await given(...Array<Fault>(calls).fill('none'), fault);
        await world.clean(message).catch(() => {});
        world.failNext([]);
        await world.clean(message);
        expect(world.bucket.visible()).toEqual({});
        const versions = world.bucket.versions(key);
        expect(versions.at(-1)).toBe('marker');
        expect(versions).toContain('copy of v1');
        expect(versions).not.toContain('v1');
      }
    }
  });

  it('hide a copy that another attempt was still making when the version went', async () => {
    await world.clean(message);
    world.bucket.put(key, bmp(10, 20), { meta: { retired: 'v1' } });
    await world.clean(message);
    expect(world.bucket.visible()).toEqual({});
  });

  it('are spared when somebody restores the record meanwhile', async () => {
    const backup = world.table.history.findLast(({ item }) => item?.version)!.item!;
    world.table.restore(RECORD_ID, backup);
    await world.clean(message);
    expect(Object.keys(world.bucket.visible())).toEqual([key, thumbnailKey(key)]);
    expect(world.bucket.versions(key)).toEqual(['v1']);
  });

  it('are remembered for their owner, by a digest alone, for as long as they can be restored', async () => {
    await world.clean(message);
    const note = world.table.items.get(`gone#${RECORD_ID}`)!;
    expect(note).toMatchObject({
      userId: { S: `gone#${ownerDigest(OWNER)}` },
      recordId: { S: RECORD_ID },
      sortKey: { S: expect.stringContaining(RECORD_ID) },
    });
    expect(note).not.toHaveProperty('version');
    expect(JSON.stringify(note)).not.toContain(OWNER);
    const days = (Number(note.expiresAt!.N) - Date.now() / 1000) / 86_400;
    expect(Math.round(days)).toBe(31);
  });

  it('are erased when all of the owner is being erased, or was, before it was told', async () => {
    await world.eraseOwner(OWNER);
    await world.clean(message);
    const [ownerMessage, incarnation] = world.cleaning.splice(0) as [string, string];
    await world.clean(incarnation);
    expect(world.bucket.left('')).toEqual([]);
    await world.clean(ownerMessage);
  });

  it.each(['{}', '{"kind":"vanished","id":"x"}', 'null', '{"kind":"erase","eraseId":"x"}'])(
    'stay where a message is not understood: %s',
    async (body) => {
      await expect(world.clean(body)).rejects.toThrow('asks for no cleaning');
    },
  );

  it('stay where a message names objects of another record', async () => {
    const other = { ...JSON.parse(message), id: '00000000-0000-4000-8000-000000000000' };
    await expect(world.clean(JSON.stringify(other))).rejects.toThrow('asks for no cleaning');
  });
});
