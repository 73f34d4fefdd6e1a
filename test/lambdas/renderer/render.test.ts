import { beforeEach, describe, expect, it } from 'vitest';
import { folderOf } from '../../../lambdas/object-cleaner/renditions.ts';
import { render } from '../../../lambdas/renderer/render.ts';
import { masterKey, parseRenditionFolder, renditionKey } from '../../../lambdas/shared/delivery/rendition.ts';
import { Undrawable } from '../../../lambdas/shared/drawing/open-image.ts';
import { fromItem } from '../../../lambdas/shared/record-item.ts';
import { bmp } from '../support/uploads.ts';
import { RECORD_ID, World } from '../support/world.ts';
import { pngHeader } from '../thumbnailer/png.ts';

let world: World;
/** How often what was drawn. */
let drawn: string[];

beforeEach(() => {
  world = new World(undefined, [], true);
  drawn = [];
  const { drawMaster, drawRendition } = world.renderer;
  world.renderer.drawMaster = async (original) => {
    drawn.push('master');
    return drawMaster(original);
  };
  world.renderer.drawRendition = async (master, rendition) => {
    drawn.push(`${rendition.width}.${rendition.format}`);
    return drawRendition(master, rendition);
  };
});

const current = () => parseRenditionFolder(folderOf(fromItem(world.table.items.get(RECORD_ID)!))!)!;

/** A ready record. @returns what a path names of it */
async function ready(image = pngHeader(10, 20)) {
  if (!world.table.items.has(RECORD_ID)) world.createRecord();
  await world.receive(world.put(world.newKey('a.png'), image));
  const { id, upload } = current();
  return { id, upload, width: 640, format: 'webp' } as const;
}

describe('a rendition that is not there', () => {
  it('is drawn from a master, which is drawn once for all widths, and both are stored under the signed prefix', async () => {
    const image = pngHeader(10, 20);
    const rendition = await ready(image);
    const first = await render(rendition, world.renderer);
    expect(first).toEqual({ outcome: 'drawn', bytes: Buffer.concat([Buffer.from('640.webp of '), image]) });
    expect(await render({ ...rendition, width: 320, format: 'jpg' }, world.renderer)).toMatchObject({
      outcome: 'drawn',
    });
    expect(drawn).toEqual(['master', '640.webp', '320.jpg']);
    expect(world.bucket.left('i/').sort()).toEqual(
      [
        masterKey(rendition),
        renditionKey(rendition),
        renditionKey({ ...rendition, width: 320, format: 'jpg' }),
      ].sort(),
    );
    expect(world.bucket.find(renditionKey(rendition))).toMatchObject({ contentType: 'image/webp' });
  });

  it('is found by the next one, and leaves no lease', async () => {
    const rendition = await ready();
    const { bytes } = (await render(rendition, world.renderer)) as { bytes: Uint8Array };
    const again = await render(rendition, world.renderer);
    expect(again.outcome).toBe('found');
    expect(Buffer.from((again as { bytes: Uint8Array }).bytes)).toEqual(bytes);
    expect(drawn).toHaveLength(2);
    expect([...world.table.items.keys()].filter((id) => id.startsWith('lease#'))).toEqual([]);
  });

  it('is drawn by one of a hundred who want it at once', async () => {
    const rendition = await ready();
    world.renderer.waitMs = 20_000;
    const all = await Promise.all(Array.from({ length: 100 }, () => render(rendition, world.renderer)));
    expect(drawn).toEqual(['master', '640.webp']);
    const outcomes = Object.groupBy(all, ({ outcome }) => outcome);
    expect([outcomes.drawn?.length, outcomes.found?.length]).toEqual([1, 99]);
  });

  it('is answered although its lease cannot be given back', async () => {
    const rendition = await ready();
    world.renderer.records.giveBack = async () => {
      throw new Error('throttled');
    };
    expect(await render(rendition, world.renderer)).toMatchObject({ outcome: 'drawn' });
  });

  it('is busy for who has waited long enough, and is drawn once the lease of a crashed one has run out', async () => {
    const rendition = await ready();
    const now = 1_000_000;
    world.renderer.now = () => now;
    await world.renderer.records.take(renditionKey(rendition), 'crashed', now);
    expect(await render(rendition, world.renderer)).toEqual({ outcome: 'busy' });
    world.renderer.now = () => now + 60_001;
    expect(await render(rendition, world.renderer)).toMatchObject({ outcome: 'drawn' });
  });
});

describe('an image that is not the record’s', () => {
  it('is gone: replaced, deleted, of another record, or never there', async () => {
    const former = await ready();
    const now = await ready(pngHeader(11, 21));
    expect(await render(former, world.renderer)).toEqual({ outcome: 'gone' });
    expect(await render({ ...now, id: RECORD_ID.replace('7', '8') }, world.renderer)).toEqual({
      outcome: 'gone',
    });
    await world.remove();
    expect(await render(now, world.renderer)).toEqual({ outcome: 'gone' });
    expect(drawn).toEqual([]);
    expect(world.bucket.left('i/')).toEqual([]);
  });

  it('leaves nothing behind when it is replaced while it is drawn', async () => {
    const rendition = await ready();
    const { drawRendition } = world.renderer;
    world.renderer.drawRendition = async (...call) => {
      await ready(pngHeader(11, 21));
      return drawRendition(...call);
    };
    expect(await render(rendition, world.renderer)).toEqual({ outcome: 'gone' });
    expect(world.bucket.left('i/')).toEqual([]);
  });

  it.each(['drawRendition', 'giveBack'] as const)(
    'leaves nothing behind either when it goes and %s fails',
    async (failing) => {
      const rendition = await ready();
      const fail = async () => {
        await world.remove();
        throw new Error('SlowDown');
      };
      if (failing === 'giveBack') world.renderer.records.giveBack = fail;
      else world.renderer.drawRendition = fail;
      await render(rendition, world.renderer).catch(() => {});
      expect(world.bucket.left('i/')).toEqual([]);
    },
  );

  it('is gone for who finds what another has drawn of it, too', async () => {
    const rendition = await ready();
    await render(rendition, world.renderer);
    const { get } = world.renderer.objects;
    world.renderer.objects.get = async (key) => {
      const bytes = await get.call(world.renderer.objects, key);
      await world.remove().catch(() => {});
      return bytes;
    };
    expect(await render(rendition, world.renderer)).toEqual({ outcome: 'gone' });
  });

  it('and one that is stored meanwhile, by another who crashes then, is deleted by the cleaner', async () => {
    const former = await ready();
    await render(former, world.renderer);
    expect(world.bucket.left('i/')).toHaveLength(2);
    await ready(pngHeader(11, 21));
    for (const message of world.cleaning.splice(0)) await world.clean(message);
    expect(world.bucket.left('i/')).toEqual([]);
  });

  it('is never delivered from what its ticket brought a second time', async () => {
    const rendition = await ready();
    const key = world.currentKey()!;
    world.bucket.put(key, pngHeader(99, 99));
    const { bytes } = (await render(rendition, world.renderer)) as { bytes: Uint8Array };
    expect(Buffer.from(bytes).includes(pngHeader(10, 20))).toBe(true);
  });
});

describe('an image that cannot be drawn', () => {
  it('of a type without a decoder, is told so without being read', async () => {
    const rendition = await ready(bmp(10, 20));
    world.bucket.asked.length = 0;
    expect(await render(rendition, world.renderer)).toEqual({ outcome: 'undrawable', code: 'Unsupported' });
    expect(world.bucket.asked).toEqual([]);
  });

  it('says why, gives the lease back, and is not tried where the thumbnailer has found it so', async () => {
    const rendition = await ready();
    world.renderer.drawMaster = async () => {
      drawn.push('master');
      throw new Undrawable('Undecodable', 'broken');
    };
    const outcome = { outcome: 'undrawable', code: 'Undecodable' };
    expect(await render(rendition, world.renderer)).toEqual(outcome);
    expect(await render(rendition, world.renderer)).toEqual(outcome);
    expect(drawn).toHaveLength(2);
    const item = world.table.items.get(RECORD_ID)!;
    world.table.items.set(RECORD_ID, { ...item, thumbnail: { M: { error: { S: 'Undecodable' } } } });
    expect(await render(rendition, world.renderer)).toEqual(outcome);
    expect(drawn).toHaveLength(2);
  });
});
