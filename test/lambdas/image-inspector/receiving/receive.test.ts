import { createHash } from 'node:crypto';
import { S3ServiceException } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { bmp, uploadOf } from '../../support/uploads.ts';
import { RECORD_ID, World } from '../../support/world.ts';

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
