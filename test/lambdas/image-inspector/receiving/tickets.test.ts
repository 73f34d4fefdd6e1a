import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { uploadIdOf } from '../../../../lambdas/shared/objects/object-key.ts';
import { BUCKET, bmp, START, uploadOf } from '../../support/uploads.ts';
import { RECORD_ID, World } from '../../support/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
  world.createRecord();
});

const image = () => world.table.items.get(RECORD_ID)?.image?.M;

describe('a ticket', () => {
  it.each([
    ['accepted', bmp(40, 30)],
    ['refused', Buffer.from('text')],
  ])(
    'whose upload was %s is spent: another upload of it is deleted and changes nothing',
    async (outcome, body) => {
      const key = world.newKey();
      expect(await world.receive(world.put(key, body))).toMatchObject({ outcome });
      const before = [structuredClone(world.table.items.get(RECORD_ID)), world.bucket.versions(key)];
      for (const again of [bmp(7, 7), Buffer.from('other'), body]) {
        expect(await world.receive(world.put(key, again))).toMatchObject({ outcome: 'spent' });
      }
      expect([world.table.items.get(RECORD_ID), world.bucket.versions(key)]).toEqual(before);
    },
  );

  it('stays spent when its image was replaced', async () => {
    const [first, second] = [world.newKey(), world.newKey()];
    await world.receive(world.put(first, bmp(40, 30)));
    await world.receive(world.put(second, bmp(50, 20)));
    expect(await world.receive(world.put(first, bmp(40, 30)))).toMatchObject({ outcome: 'spent' });
    expect(image()).toMatchObject({ width: { N: '50' } });
    expect(world.bucket.visible()).toEqual({ [second]: 'v2' });
  });

  it('whose object is gone before it was inspected is spent', async () => {
    const key = world.newKey();
    const message = world.put(key, bmp(40, 30));
    const version = { Bucket: BUCKET, Key: key, VersionId: uploadOf(message).versionId };
    await world.bucket.client.send(new DeleteObjectCommand(version));
    expect(await world.receive(message)).toMatchObject({ outcome: 'stale' });
    expect(await world.receive(world.put(key, bmp(40, 30)))).toMatchObject({ outcome: 'spent' });
  });

  it('that has run out stays spent for as long as an event can wait in a queue', async () => {
    const day = 86_400_000;
    const first = world.newKey();
    const late = [
      world.put(first, bmp(1, 1)),
      world.put(world.newKey(), bmp(2, 2)),
      world.put(first, bmp(3, 3)),
    ];
    world.inspector.now = () => START + 14 * day;
    await world.receive(late[0]!);
    await world.receive(late[1]!);
    expect(await world.receive(late[2]!)).toMatchObject({ outcome: 'spent' });
    expect(image()).toMatchObject({ width: { N: '2' } });
  });

  it('of which no event can come any more is forgotten with the next replacement, but not that of the image', async () => {
    await world.receive(world.put(world.newKey(), bmp(1, 1)));
    world.inspector.now = () => START + 19 * 86_400_000;
    const second = world.newKey();
    await world.receive(world.put(second, bmp(2, 2)));
    const used = Object.keys(world.table.items.get(RECORD_ID)!.used!.M!);
    expect(used).toEqual([uploadIdOf(second)]);
  });

  it('is remembered until an upload that began at its end has arrived', async () => {
    await world.receive(world.put(world.newKey(), bmp(1, 1)));
    const [ticket] = Object.values(world.table.items.get(RECORD_ID)!.used!.M!);
    expect(Number(ticket!.M!.until!.N)).toBe(START / 1000 + 1 + 3600 + 3600);
  });

  it('beyond a hundred used ones is refused, told, and leaves the image in place', async () => {
    for (let at = 0; at < 100; at++) await world.receive(world.put(world.newKey(), bmp(1 + at, 1)));
    const before = structuredClone(world.table.items.get(RECORD_ID)!);
    const key = world.newKey();
    expect(await world.receive(world.put(key, bmp(500, 1)))).toMatchObject({
      outcome: 'refused',
      code: 'TooManyUploads',
    });
    const { used, image, rejection } = world.table.items.get(RECORD_ID)!;
    expect({ used, image }).toEqual({ used: before.used, image: before.image });
    expect(rejection!.M!.code).toEqual({ S: 'TooManyUploads' });
    expect(world.bucket.versions(key)).toEqual([]);
    world.inspector.now = () => START + 86_400_000;
    expect(await world.receive(world.put(world.newKey(), bmp(501, 1)))).toMatchObject({
      outcome: 'accepted',
    });
    expect(Object.keys(world.table.items.get(RECORD_ID)!.used!.M!).length).toBeLessThanOrEqual(2);
  });
});
