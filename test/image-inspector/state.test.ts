import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bmp, type Fault, RECORD_ID, uploadOf, World } from './support/world.ts';

/** An upload of the story: under which of three tickets, and whether its bytes are an acceptable image. */
interface Act {
  ticket: number;
  good: boolean;
  /** How often its event comes. */
  deliveries: number;
}

const acts = fc.array(
  fc.record({ ticket: fc.nat(2), good: fc.boolean(), deliveries: fc.integer({ min: 1, max: 3 }) }),
  { minLength: 1, maxLength: 5 },
);
const faults = fc.array(fc.constantFrom<Fault>('none', 'none', 'before', 'after'), { maxLength: 40 });
/** More with RUNS=60000. */
const RUNS = { numRuns: Number(process.env.RUNS ?? 1000) };

const bodyOf = ({ good }: Act, index: number) => (good ? bmp(10 + index, 20) : Buffer.from(`text ${index}`));

/** Plays the story: uploads in their order, every event when the scheduler likes, until each has been handled. */
async function play(
  scheduler: fc.Scheduler,
  story: Act[],
  crashes: Fault[],
  extra?: (world: World, messages: string[]) => Promise<void>,
) {
  const turn = async (label: string) => {
    await scheduler.schedule(Promise.resolve(), label);
  };
  const world = new World(turn, crashes);
  world.createRecord();
  const keys = [0, 1, 2].map(() => world.newKey());
  const messages: string[] = [];
  const deliver = async (message: string) => {
    for (let receives = 0; receives < 100; receives++) {
      await turn('receive');
      try {
        await world.receive(message);
        return;
      } catch (error) {
        // Either failure of a message makes it come again.
        if (!(error instanceof Error) || !/^crash|faster than/.test(error.message)) throw error;
      }
    }
    throw new Error('A message never succeeds');
  };
  const everything = async () => {
    const deliveries: Promise<void>[] = [];
    for (const [index, act] of story.entries()) {
      await turn('upload');
      const message = world.put(keys[act.ticket]!, bodyOf(act, index));
      messages.push(message);
      for (let i = 0; i < act.deliveries; i++) deliveries.push(deliver(message));
    }
    await Promise.all(deliveries);
  };
  await scheduler.waitFor(Promise.all([everything(), extra?.(world, messages)]));
  return { world, messages };
}

/** The record that a story must end in: the last good upload, and the last refused one. */
function expectedRecord(story: Act[], messages: string[]) {
  const lastGood = story.findLastIndex(({ good }) => good);
  const lastBad = story.findLastIndex(({ good }) => !good);
  const good = lastGood < 0 ? undefined : uploadOf(messages[lastGood]!);
  const bad = lastBad < 0 ? undefined : uploadOf(messages[lastBad]!);
  return {
    id: { S: RECORD_ID },
    ...(!good && { expiresAt: { N: '1767312000' } }),
    ...(good && {
      image: {
        M: {
          contentType: { S: 'image/bmp' },
          width: { N: String(10 + lastGood) },
          height: { N: '20' },
          size: { N: '58' },
          uploadedAt: { N: String(good.uploadedAt) },
        },
      },
      imageEvent: { S: good.order },
      objectKeys: { L: [{ S: good.key }] },
    }),
    ...(bad && {
      rejection: {
        M: {
          code: { S: 'NotAnImage' },
          message: { S: 'The file is not an image of any known format.' },
          at: { N: String(bad.uploadedAt) },
        },
      },
      rejectionEvent: { S: bad.order },
    }),
  };
}

describe('the state of a record and its objects', () => {
  it('is the same after any order, repetition and crash, and leaves no orphaned object', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, faults, async (scheduler, story, crashes) => {
        const { world, messages } = await play(scheduler, story, crashes);

        expect(world.record()).toEqual(expectedRecord(story, messages));
        const lastGood = story.findLastIndex(({ good }) => good);
        const good = lastGood < 0 ? undefined : uploadOf(messages[lastGood]!);
        expect(world.bucket.visible()).toEqual(good ? { [good.key]: good.versionId } : {});
      }),
      RUNS,
    );
  });

  it('leaves no object behind when the record is deleted meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, faults, fc.nat(30), async (scheduler, story, crashes, delay) => {
        const deleteRecord = async (world: World) => {
          for (let i = 0; i < delay; i++) await scheduler.schedule(Promise.resolve(), 'wait');
          // As the API does it: objects first, then the record if it is still the one that was read.
          for (let gone = false; !gone; ) {
            const read = world.table.items.get(RECORD_ID)!;
            for (const { S: key } of read.objectKeys?.L ?? []) {
              await scheduler.schedule(Promise.resolve(), 'API deletes an object');
              await world.bucket.send({ method: 'DELETE', key: key! });
            }
            await scheduler.schedule(Promise.resolve(), 'API deletes the record');
            gone = world.table.items.get(RECORD_ID)!.version!.N === read.version!.N;
            if (gone) world.table.items.delete(RECORD_ID);
          }
        };
        const { world } = await play(scheduler, story, crashes, deleteRecord);

        expect(world.record()).toBeUndefined();
        expect(world.bucket.visible()).toEqual({});
      }),
      RUNS,
    );
  });

  it('stands uploads that vanish between event and read', async () => {
    const vanishing = fc.array(fc.boolean(), { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        acts,
        faults,
        vanishing,
        async (scheduler, story, crashes, vanishes) => {
          const remove = async (world: World, messages: string[]) => {
            for (const index of story.keys()) {
              if (!vanishes[index]) continue;
              while (!messages[index]) await scheduler.schedule(Promise.resolve(), 'wait');
              const { key, versionId } = uploadOf(messages[index]!);
              await scheduler.schedule(Promise.resolve(), 'somebody deletes an upload');
              await world.bucket.send({
                method: 'DELETE',

                key,
                query: { versionId: versionId! },
              });
            }
          };
          const { world, messages } = await play(scheduler, story, crashes, remove);

          const staying = story.findLastIndex(({ good }, index) => good && !vanishes[index]);
          const order = world.table.items.get(RECORD_ID)!.imageEvent?.S ?? '';
          if (staying >= 0) expect(order >= uploadOf(messages[staying]!).order).toBe(true);
          expect(Object.keys(world.bucket.visible()).filter((key) => key !== world.currentKey())).toEqual([]);
        },
      ),
      RUNS,
    );
  });
});
