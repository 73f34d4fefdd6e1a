import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Undrawable } from '../../../lambdas/shared/drawing/open-image.ts';
import { thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import { makeThumbnail, type ThumbnailerServices } from '../../../lambdas/thumbnailer/make.ts';
import { ThumbnailObjects } from '../../../lambdas/thumbnailer/thumbnail-objects.ts';
import { ThumbnailRecords } from '../../../lambdas/thumbnailer/thumbnail-records.ts';
import { cleanUp } from '../image-inspector/receiving/story.ts';
import type { Fault } from '../support/faults.ts';
import { insisting } from '../support/insist.ts';
import { BUCKET, uploadOf } from '../support/uploads.ts';
import { RECORD_ID, World } from '../support/world.ts';
import { pngHeader } from './png.ts';

/** An upload of the story: under which of two tickets, what it is, and how often its messages come. */
interface Act {
  ticket: number;
  kind: 'drawable' | 'undrawable' | 'refused';
  deliveries: number;
}

const acts = fc.array(
  fc.record({
    ticket: fc.nat(1),
    kind: fc.constantFrom('drawable', 'drawable', 'undrawable', 'refused'),
    deliveries: fc.integer({ min: 1, max: 2 }),
  }),
  { minLength: 1, maxLength: 4 },
) as fc.Arbitrary<Act[]>;
const faults = fc.array(fc.constantFrom<Fault>('none', 'none', 'before', 'after'), { maxLength: 60 });
/** More with RUNS=60000. */
const RUNS = { numRuns: Number(process.env.RUNS ?? 500) };

it('a record has the thumbnail of its image after any order, repetition and crash, and no other is left', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), acts, faults, async (scheduler, story, crashes) => {
      checkThumbnail(await play(scheduler, story, crashes), story);
    }),
    RUNS,
  );
});

it('a record that is made in the place of a deleted one has no thumbnail of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), acts, faults, fc.nat(40), async (scheduler, story, crashes, delay) => {
      const played = await play(scheduler, story, crashes, async (world, insist, renewTickets) => {
        for (let i = 0; i < delay; i++) await scheduler.schedule(Promise.resolve(), 'wait');
        await insist(() => world.remove());
        world.createRecord();
        renewTickets();
      });
      checkThumbnail(played, story);
    }),
    RUNS,
  );
});

it('a record that is deleted meanwhile leaves no thumbnail', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), acts, faults, fc.nat(40), async (scheduler, story, crashes, delay) => {
      const { world } = await play(scheduler, story, crashes, async (world, insist) => {
        for (let i = 0; i < delay; i++) await scheduler.schedule(Promise.resolve(), 'wait');
        await insist(() => world.remove());
      });
      expect(world.table.items.get(RECORD_ID)).toBeUndefined();
      expect(world.bucket.visible()).toEqual({});
    }),
    RUNS,
  );
});

/** That the record tells of its image's thumbnail, and the bucket has that and no other. */
function checkThumbnail({ world, messages }: { world: World; messages: string[] }, story: Act[]): void {
  const { imageEvent, image, thumbnail } = world.table.items.get(RECORD_ID)!;
  const visible = Object.keys(world.bucket.visible()).filter((key) => key.startsWith('thumbnails/'));
  if (!imageEvent) {
    expect(thumbnail).toBeUndefined();
    expect(visible).toEqual([]);
    return;
  }
  const index = messages.findIndex((message) => uploadOf(message).order === imageEvent.S);
  expect(image!.M!.width!.N).toBe(String(10 + index));
  const { key, order } = uploadOf(messages[index]!);
  if (story[index]!.kind === 'undrawable') {
    expect(thumbnail).toEqual({ M: { error: { S: 'Undecodable' } } });
    expect(visible).toEqual([]);
    return;
  }
  expect(thumbnail?.M).toMatchObject({ key: { S: thumbnailKey(key) }, thumbhash: { S: `hash ${index}` } });
  const found = world.bucket.find(thumbnailKey(key));
  expect(found?.meta).toEqual({ event: order });
  expect(found?.body).toEqual(Buffer.from(`thumbnail ${index}`));
  expect(visible).toEqual([thumbnailKey(key)]);
}

/** Plays the story: uploads in order, every event and request when the scheduler likes, until each was handled. */
async function play(
  scheduler: fc.Scheduler,
  story: Act[],
  crashes: Fault[],
  meanwhile?: (
    world: World,
    insist: (act: () => Promise<unknown>) => Promise<void>,
    /** Gives new tickets of the record that stands; uploads are by these or by the former ones. */
    renewTickets: () => void,
  ) => Promise<void>,
) {
  const turn = async (label: string) => {
    await scheduler.schedule(Promise.resolve(), label);
  };
  const world = new World(turn, crashes);
  world.createRecord();
  const services = thumbnailerOf(world);
  const newKeys = () => [world.newKey('a.png'), world.newKey('b.png')];
  const keys = newKeys();
  const messages: string[] = [];
  const pending: Promise<void>[] = [];

  const untilDone = insisting(turn);
  const deliver = async (message: string, deliveries: number) => {
    await untilDone(async () => {
      try {
        await world.receive(message);
      } finally {
        for (const request of world.thumbnails.splice(0)) {
          for (let i = 0; i < deliveries; i++) {
            pending.push(untilDone((attempt) => makeThumbnail(request, attempt, services)));
          }
        }
      }
    });
  };
  const everything = async () => {
    for (const [index, { ticket, kind, deliveries }] of story.entries()) {
      await turn('upload');
      const message = world.put(keys[ticket + (keys.length > 2 && index % 2 ? 2 : 0)]!, bytesOf(kind, index));
      messages.push(message);
      for (let i = 0; i < deliveries; i++) pending.push(deliver(message, deliveries));
    }
    // Handling one message can bring others.
    for (let done = 0; done < pending.length; done++) await pending[done];
  };
  const cleaning = cleanUp(world, untilDone);
  await scheduler.waitFor(
    Promise.all([everything(), meanwhile?.(world, untilDone, () => void keys.push(...newKeys()))]).then(
      cleaning,
    ),
  );
  return { world, messages };
}

/** The thumbnailer with a pencil of its own: what it draws tells which upload it saw. */
function thumbnailerOf({ clients }: World): ThumbnailerServices {
  return {
    records: new ThumbnailRecords(clients.dynamodb, 'records'),
    objects: new ThumbnailObjects(clients.s3, BUCKET),
    async draw(bytes) {
      const [width, height] = [16, 20].map((at) => Buffer.from(bytes).readUInt32BE(at)) as [number, number];
      if (height === UNDRAWABLE) throw new Undrawable('Undecodable', 'as the story wants it');
      const index = width - 10;
      return { webp: Buffer.from(`thumbnail ${index}`), width: 1, height: 1, thumbhash: `hash ${index}` };
    },
  };
}

const UNDRAWABLE = 13;

/** Which upload it is shows in its width. */
function bytesOf(kind: Act['kind'], index: number): Buffer {
  if (kind === 'refused') return Buffer.from(`text ${index}`);
  return pngHeader(10 + index, kind === 'undrawable' ? UNDRAWABLE : 20);
}
