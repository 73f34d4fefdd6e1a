import { createHash } from 'node:crypto';
import { DeleteObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Item } from '../../../lambdas/shared/attribute-values.ts';
import { newObjectKey, uploadIdOf } from '../../../lambdas/shared/object-key.ts';
import { BUCKET, bmp, RECORD_ID, START, s3Event, uploadOf, World } from '../support/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
  world.createRecord();
});

/** Calls to S3 in short, and whether each is for one version, without keys. */
const calls = () =>
  world.bucket.asked.map(({ name, input }) =>
    input.VersionId === undefined ? name : `${name} of a version`,
  );
const image = () => world.table.items.get(RECORD_ID)?.image?.M;

describe('an accepted upload', () => {
  it('takes one ranged GET of the very version and one update', async () => {
    const key = world.newKey();
    const body = bmp(40, 30);
    const { id, eTag } = { id: 'v1', eTag: createHash('md5').update(body).digest('hex') };
    expect(await world.receive(world.put(key, body))).toEqual({
      id: RECORD_ID,
      outcome: 'accepted',
      contentType: 'image/bmp',
      gets: 1,
      bytesRead: 58,
    });
    expect(world.bucket.asked).toEqual([
      { name: 'GetObject', input: { Key: key, VersionId: id, Range: 'bytes=0-57', IfMatch: `"${eTag}"` } },
    ]);
    expect(world.table.updates).toHaveLength(1);
    expect(world.record()).toMatchObject({ image: { M: { width: { N: '40' }, height: { N: '30' } } } });
    expect(world.record()).not.toHaveProperty('expiresAt');
    expect(world.table.items.get(RECORD_ID)).toMatchObject({
      version: { N: '2' },
      contentVersion: { N: '1' },
    });
  });

  it('that comes twice changes nothing', async () => {
    const message = world.put(world.newKey(), bmp(40, 30));
    await world.receive(message);
    const before = structuredClone(world.table.items.get(RECORD_ID));
    expect(await world.receive(message)).toMatchObject({ outcome: 'duplicate' });
    expect(world.table.items.get(RECORD_ID)).toEqual(before);
  });

  it('replaces an earlier one, whose URLs stop working though it can be restored', async () => {
    const [first, second] = [world.newKey(), world.newKey()];
    await world.receive(world.put(first, bmp(40, 30)));
    await world.receive(world.put(second, bmp(50, 20)));
    expect(image()).toMatchObject({ width: { N: '50' } });
    expect(world.bucket.visible()).toEqual({ [second]: 'v2' });
    expect(image()).toMatchObject({ versionId: { S: 'v2' } });
    expect(world.bucket.versions(first)).toEqual(['copy of v1', 'marker']);
    expect(world.record()?.objectKeys).toEqual({ L: [{ S: second }] });
  });

  it('that comes after its replacement is deleted for good', async () => {
    const [first, second] = [world.newKey(), world.newKey()];
    const messages = [world.put(first, bmp(40, 30)), world.put(second, bmp(50, 20))];
    await world.receive(messages[1]!);
    expect(await world.receive(messages[0]!)).toMatchObject({ outcome: 'late' });
    expect(image()).toMatchObject({ width: { N: '50' } });
    expect(world.bucket.versions(first)).toEqual([]);
  });

  it('that comes too late, and others of its ticket, are deleted for good', async () => {
    const [first, second] = [world.newKey(), world.newKey()];
    const messages = [world.put(first, bmp(1, 1)), world.put(first, bmp(40, 30))];
    await world.receive(world.put(second, bmp(50, 20)));
    expect(await world.receive(messages[1]!)).toMatchObject({ outcome: 'late' });
    expect(await world.receive(messages[0]!)).toMatchObject({ outcome: 'spent' });
    expect(world.bucket.visible()).toEqual({ [second]: 'v3' });
    expect(world.bucket.versions(first)).toEqual([]);
  });

  it('without a record is deleted', async () => {
    world.table.items.clear();
    const key = world.newKey();
    expect(await world.receive(world.put(key, bmp(40, 30)))).toMatchObject({ outcome: 'missing' });
    expect(world.bucket.versions(key)).toEqual([]);
    expect(world.table.items.size).toBe(0);
  });

  it('has the SHA-256 that S3 verified, which takes one HEAD', async () => {
    const hash = createHash('sha256').update('x').digest();
    const message = world.put(world.newKey('a.bmp', { sha256: 'declared' }), bmp(40, 30), { sha256: hash });
    await world.receive(message);
    expect(calls()).toEqual(['GetObject of a version', 'HeadObject of a version']);
    expect(world.bucket.asked[1]!.input).toMatchObject({ ChecksumMode: 'ENABLED' });
    expect(image()).toMatchObject({ sha256: { S: hash.toString('hex') } });
  });

  it('goes without a SHA-256 where the store keeps none', async () => {
    await world.receive(world.put(world.newKey('a.bmp', { sha256: 'declared' }), bmp(40, 30)));
    expect(image()).not.toHaveProperty('sha256');
  });
});

describe('a refused upload', () => {
  it.each([
    ['EmptyObject', Buffer.alloc(0), 0],
    ['TooManyBytes', Buffer.alloc(1_000_001), 0],
    ['NotAnImage', Buffer.from('Dear Sir or Madam'), 1],
    ['TooManyPixels', bmp(2000, 1000), 1],
    ['Unreadable', bmp(0, 7), 1],
  ])('is told as %s and deleted for good', async (code, body, gets) => {
    const key = world.newKey();
    const message = world.put(key, body);
    expect(await world.receive(message)).toMatchObject({ outcome: 'refused', code, gets });
    expect(calls()).toEqual([...Array(gets).fill('GetObject of a version'), 'DeleteObject of a version']);
    expect(world.table.items.get(RECORD_ID)?.rejection?.M).toMatchObject({
      code: { S: code },
      at: { N: String(uploadOf(message).uploadedAt) },
    });
    expect(world.bucket.versions(key)).toEqual([]);
    expect(world.record()).toHaveProperty('expiresAt');
  });

  it('is of another type than declared only where a type was declared', async () => {
    const declared = world.put(world.newKey('a.bmp', { contentType: 'x' }), bmp(40, 30), {
      contentType: 'image/png',
    });
    expect(await world.receive(declared)).toMatchObject({ code: 'TypeMismatch' });
    const undeclared = world.put(world.newKey(), bmp(40, 30), { contentType: 'image/png' });
    expect(await world.receive(undeclared)).toMatchObject({ outcome: 'accepted' });
  });

  it('leaves the last good image in place', async () => {
    const [good, bad] = [world.newKey(), world.newKey()];
    await world.receive(world.put(good, bmp(40, 30)));
    await world.receive(world.put(bad, Buffer.from('text')));
    expect(image()).toMatchObject({ width: { N: '40' } });
    expect(world.bucket.visible()).toEqual({ [good]: 'v1' });
  });

  it('that had been accepted under other limits stays accepted', async () => {
    const message = world.put(world.newKey(), bmp(40, 30));
    await world.receive(message);
    world.inspector.rules = { ...world.inspector.rules, maxPixels: 10 };
    expect(await world.receive(message)).toMatchObject({ outcome: 'duplicate' });
    expect(world.bucket.visible()).toEqual({ [uploadOf(message).key]: 'v1' });
    expect(world.record()).not.toHaveProperty('rejection');
  });

  it('without a record is deleted and told to nobody', async () => {
    world.table.items.clear();
    const key = world.newKey();
    await world.receive(world.put(key, Buffer.from('text')));
    expect(world.bucket.versions(key)).toEqual([]);
    expect(world.table.items.size).toBe(0);
  });
});

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

describe('an upload to a record that was deleted and made again', () => {
  it.each([
    ['a good one', bmp(40, 30)],
    ['a refused one', Buffer.from('text')],
  ])('is deleted and changes nothing: %s', async (_, body) => {
    const old = world.newKey();
    const message = world.put(old, body);
    world.createRecord();
    const before = structuredClone(world.table.items.get(RECORD_ID));
    expect(await world.receive(message)).toMatchObject({ outcome: 'another' });
    expect(await world.receive(world.put(old, body))).toMatchObject({ outcome: 'another' });
    expect(world.table.items.get(RECORD_ID)).toEqual(before);
    expect(world.bucket.versions(old)).toEqual([]);
  });

  it('by a ticket of release 0.1.0 is, too', async () => {
    const old = newObjectKey({ id: RECORD_ID }, 'a.bmp');
    expect(await world.receive(world.put(old, bmp(40, 30)))).toMatchObject({ outcome: 'another' });
    expect(world.record()).not.toHaveProperty('image');
  });
});

describe('beside release 0.1.0', () => {
  const given = (change: (item: Item) => void) => change(world.table.items.get(RECORD_ID)!);

  it('a record and its tickets go on working, and are spent from then on', async () => {
    given((item) => {
      delete item.incarnation;
      delete item.used;
    });
    const key = world.newKey();
    expect(key).toMatch(/[AQgw]\.bmp$/);
    expect(await world.receive(world.put(key, bmp(40, 30)))).toMatchObject({ outcome: 'accepted' });
    expect(await world.receive(world.put(key, bmp(41, 30)))).toMatchObject({ outcome: 'spent' });
  });

  it('an image that it accepted is not accepted again', async () => {
    const key = newObjectKey({ id: RECORD_ID }, 'a.bmp');
    const message = world.put(key, bmp(40, 30));
    given((item) => {
      delete item.incarnation;
      delete item.used;
      item.imageEvent = { S: uploadOf(message).order };
      item.objectKeys = { L: [{ S: key }] };
    });
    expect(await world.receive(message)).toMatchObject({ outcome: 'duplicate' });
    expect(await world.receive(world.put(key, bmp(41, 30)))).toMatchObject({ outcome: 'spent' });
    expect(world.bucket.visible()).toEqual({ [key]: 'v1' });
    const next = world.newKey();
    expect(await world.receive(world.put(next, bmp(42, 30)))).toMatchObject({ outcome: 'accepted' });
    expect(world.bucket.versions(key)).toEqual(['v1', 'marker']);
    expect(await world.receive(world.put(key, bmp(43, 30)))).toMatchObject({ outcome: 'spent' });
    expect(image()).toMatchObject({ width: { N: '42' } });
  });

  it('a ticket that it gave for a record of this release is taken', async () => {
    given((item) => {
      // What it adds with every ticket.
      item.tickets = { N: '2' };
    });
    const key = newObjectKey({ id: RECORD_ID }, 'a.bmp');
    expect(await world.receive(world.put(key, bmp(40, 30)))).toMatchObject({ outcome: 'accepted' });
  });

  it('an item that remembers a request, of either release, is no record', async () => {
    world.table.items.set(RECORD_ID, { id: { S: RECORD_ID }, requestHash: { S: 'h' } });
    const key = newObjectKey({ id: RECORD_ID }, 'a.bmp');
    expect(await world.receive(world.put(key, bmp(40, 30)))).toMatchObject({ outcome: 'missing' });
    expect(world.table.items.get(RECORD_ID)).toEqual({ id: { S: RECORD_ID }, requestHash: { S: 'h' } });
  });
});

describe('a stale event', () => {
  it('of an object that is gone changes nothing', async () => {
    const message = world.put(world.newKey(), bmp(40, 30));
    const { key, versionId } = uploadOf(message);
    const version = { Bucket: BUCKET, Key: key, VersionId: versionId };
    await world.bucket.client.send(new DeleteObjectCommand(version));
    const before = structuredClone(world.record());
    expect(await world.receive(message)).toMatchObject({ outcome: 'stale' });
    expect(world.record()).toEqual(before);
  });

  it('of an object that was accepted ahead of a crash still cleans up behind it', async () => {
    const [first, second] = [world.newKey(), world.newKey()];
    await world.receive(world.put(first, bmp(40, 30)));
    const message = world.put(second, bmp(50, 20));
    world.inspector.objects.retire = () => Promise.reject(new Error('crash'));
    await expect(world.receive(message)).rejects.toThrow('crash');
    Reflect.deleteProperty(world.inspector.objects, 'retire');
    const version = { Bucket: BUCKET, Key: second, VersionId: uploadOf(message).versionId };
    await world.bucket.client.send(new DeleteObjectCommand(version));
    expect(await world.receive(message)).toMatchObject({ outcome: 'stale' });
    expect(world.bucket.visible()).toEqual({});
  });

  it('of an object that was overwritten, in a bucket without versions, changes nothing', async () => {
    const key = world.newKey();
    const { eTag, size } = uploadOf(world.put(key, bmp(40, 30)));
    world.put(key, bmp(50, 20));
    expect(await world.receive(s3Event({ key, eTag, size }))).toMatchObject({ outcome: 'stale' });
    expect(world.record()).not.toHaveProperty('image');
  });
});

describe('a late upload of a bucket without versions', () => {
  it('is left alone under the accepted image’s key, where deleting it would delete the image', async () => {
    const key = world.newKey();
    const early = uploadOf(world.put(key, bmp(40, 30)));
    await world.receive(world.put(key, bmp(40, 30)));
    const { eTag, size } = early;
    await world.receive(s3Event({ key, eTag, size, time: START }));
    expect(calls()).not.toContain('DeleteObject');
    expect(Object.keys(world.bucket.visible())).toEqual([key]);
  });
});

describe('a failure', () => {
  it('of the whole bucket is no stale event', async () => {
    const message = world.put(world.newKey(), bmp(40, 30));
    const error = { $fault: 'client', $metadata: { httpStatusCode: 404 }, message: 'NoSuchBucket' } as const;
    world.bucket.client.send = () =>
      Promise.reject(new S3ServiceException({ ...error, name: 'NoSuchBucket' }));
    await expect(world.receive(message)).rejects.toThrow('NoSuchBucket');
  });

  it.each([
    ['DynamoDB', ['none', 'before']],
    ['S3', ['before']],
  ] as const)('of %s is passed on, and the next try succeeds', async (_, faults) => {
    const failing = new World(undefined, [...faults]);
    failing.createRecord();
    const message = failing.put(failing.newKey(), bmp(40, 30));
    await expect(failing.receive(message)).rejects.toThrow('crash');
    expect(await failing.receive(message)).toMatchObject({ outcome: 'accepted' });
  });
});
