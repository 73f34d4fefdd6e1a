import { beforeEach, describe, expect, it } from 'vitest';
import type { Upload } from '../../../../lambdas/image-inspector/events.ts';
import { receive } from '../../../../lambdas/image-inspector/receive.ts';
import { eventOrder } from '../../../../lambdas/shared/record.ts';
import { bmp, START, uploadOf } from '../../support/uploads.ts';
import { RECORD_ID, World } from '../../support/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
  world.createRecord();
});

/** As a recheck gives it: a listing knows the second in which it was stored, and no sequencer. */
const listed = (message: string): Upload => ({
  ...uploadOf(message),
  order: eventOrder(START, ''),
  listed: true,
});
const receiveListed = (message: string) => receive(listed(message), world.inspector);
const item = () => world.table.items.get(RECORD_ID)!;

describe('the event of an upload that a recheck has received', () => {
  it('changes nothing of an accepted image', async () => {
    const key = world.newKey();
    const message = world.put(key, bmp(40, 30));
    expect(await receiveListed(message)).toMatchObject({ outcome: 'accepted' });
    const before = structuredClone(item());
    expect(await world.receive(message)).toMatchObject({ outcome: 'duplicate' });
    expect(item()).toEqual(before);
    expect(world.bucket.visible()).toEqual({ [key]: 'v1' });
  });

  it('asks for the thumbnail that a crash left out, of the event that the record has', async () => {
    const message = world.put(world.newKey(), bmp(40, 30));
    world.failNext(['none', 'none', 'before']);
    await expect(receiveListed(message)).rejects.toThrow('crash');
    await world.receive(message);
    expect(world.thumbnails).toMatchObject([{ event: item().imageEvent!.S, versionId: 'v1' }]);
    expect(item().imageEvent!.S).toBe(listed(message).order);
  });

  it('leaves an image that was replaced since to its replacement', async () => {
    const [first, second] = [world.newKey(), world.newKey()];
    const message = world.put(first, bmp(40, 30));
    await receiveListed(message);
    const replacing = world.put(second, bmp(50, 20));
    world.failNext(['none', 'none', 'before']);
    await expect(world.receive(replacing)).rejects.toThrow('crash');
    expect(await world.receive(message)).toMatchObject({ outcome: 'duplicate' });
    expect(world.bucket.versions(first)).toEqual(['v1']);
    await world.receive(replacing);
    expect(world.bucket.versions(first)).toEqual(['copy of v1', 'marker']);
    expect(await world.receive(message)).toMatchObject({ outcome: 'stale' });
    expect(world.bucket.visible()).toEqual({ [second]: 'v2' });
  });

  it('deletes what was refused, where a crash left it', async () => {
    const key = world.newKey();
    const message = world.put(key, Buffer.from('text'));
    world.failNext(['none', 'none', 'before']);
    await expect(receiveListed(message)).rejects.toThrow('crash');
    expect(world.bucket.versions(key)).toEqual(['v1']);
    const before = structuredClone(item());
    expect(await world.receive(message)).toMatchObject({ outcome: 'duplicate' });
    expect(item()).toEqual(before);
    expect(world.bucket.versions(key)).toEqual([]);
  });

  it('and that of another upload by its ticket are told apart', async () => {
    const key = world.newKey();
    const [one, other] = [world.put(key, bmp(40, 30)), world.put(key, bmp(41, 30))];
    await receiveListed(other);
    expect(await world.receive(one)).toMatchObject({ outcome: 'spent' });
    expect(await world.receive(other)).toMatchObject({ outcome: 'duplicate' });
    expect(world.bucket.versions(key)).toEqual(['v2']);
  });

  it('deletes nothing of an accepted image in a bucket without versions', async () => {
    const key = world.newKey();
    const message = world.put(key, bmp(40, 30));
    const versionless = { versionId: undefined };
    await receive({ ...listed(message), ...versionless }, world.inspector);
    await receive({ ...uploadOf(message), ...versionless }, world.inspector);
    expect(world.bucket.visible()).toEqual({ [key]: 'v1' });
  });
});

describe('an upload that a recheck takes for lost', () => {
  it('is left alone when the record has been told of another meanwhile', async () => {
    const [first, second] = [world.newKey(), world.newKey()];
    const [message, other] = [world.put(first, bmp(40, 30)), world.put(second, bmp(50, 20))];
    await world.receive(other);
    const before = structuredClone(item());
    expect(await receiveListed(message)).toMatchObject({ outcome: 'doubtful' });
    expect(item()).toEqual(before);
    expect(Object.keys(world.bucket.visible())).toEqual([first, second]);
  });

  it('is left alone when its ticket was used, or its record deleted meanwhile', async () => {
    const key = world.newKey();
    const [one, other] = [world.put(key, bmp(40, 30)), world.put(key, bmp(41, 30))];
    await world.receive(one);
    expect(await receiveListed(other)).toMatchObject({ outcome: 'spent' });
    world.table.items.clear();
    expect(await receiveListed(other)).toMatchObject({ outcome: 'missing' });
    expect(await receiveListed(world.put(key, Buffer.from('text')))).toMatchObject({ outcome: 'missing' });
    expect(world.bucket.versions(key)).toEqual(['v1', 'v2', 'v3']);
  });

  it('does not use its ticket when it is gone', async () => {
    const message = world.put(world.newKey(), bmp(40, 30));
    await world.inspector.objects.deleteVersion(uploadOf(message));
    const before = structuredClone(item());
    expect(await receiveListed(message)).toMatchObject({ outcome: 'stale' });
    expect(item()).toEqual(before);
  });
});
