import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../lambdas/shared/attribute-values.ts';
import { TTL_ATTRIBUTE } from '../../../lambdas/shared/record.ts';
import { BUCKET, bmp, type Fault, RECORD_ID, uploadOf, World } from '../support/world.ts';

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

/** After these, a message is retried by SQS, and a request by its client. */
const RETRIED = /^crash|faster than|kept changing/;

/** What else happens in a story, beside the uploads and their events. */
interface Stage {
  world: World;
  /** Of the uploads so far. */
  messages: string[];
  /** Waits for the scheduler. */
  turn: (label: string) => Promise<void>;
  /** Does it again until it succeeds, or the record turns out to be deleted. */
  insist: (act: () => Promise<unknown>) => Promise<void>;
}

/** Plays the story: uploads in their order, every event when the scheduler likes, until each has been handled. */
async function play(
  scheduler: fc.Scheduler,
  story: Act[],
  crashes: Fault[],
  meanwhile: (stage: Stage) => Promise<void> = async () => {},
) {
  const turn = async (label: string) => {
    await scheduler.schedule(Promise.resolve(), label);
  };
  const insist = async (act: () => Promise<unknown>) => {
    for (let attempt = 0; attempt < 100; attempt++) {
      await turn('attempt');
      try {
        await act();
        return;
      } catch (error) {
        if ((error as Error).name === 'NotFound') return;
        if (!(error instanceof Error) || !RETRIED.test(error.message)) throw error;
      }
    }
    throw new Error('It never succeeds');
  };
  const world = new World(turn, crashes);
  const beginning = world.createRecord();
  const keys = [0, 1, 2].map(() => world.newKey());
  const messages: string[] = [];
  const everything = async () => {
    const deliveries: Promise<void>[] = [];
    for (const [index, act] of story.entries()) {
      await turn('upload');
      const message = world.put(keys[act.ticket]!, bodyOf(act, index));
      messages.push(message);
      for (let i = 0; i < act.deliveries; i++) deliveries.push(insist(() => world.receive(message)));
    }
    await Promise.all(deliveries);
  };
  await scheduler.waitFor(Promise.all([everything(), meanwhile({ world, messages, turn, insist })]));
  return { world, messages, beginning };
}

/** The record that a story must end in: the last good upload, and the last refused one. */
function expectedRecord(story: Act[], messages: string[], beginning: Item) {
  const lastGood = story.findLastIndex(({ good }) => good);
  const lastBad = story.findLastIndex(({ good }) => !good);
  const good = lastGood < 0 ? undefined : uploadOf(messages[lastGood]!);
  const bad = lastBad < 0 ? undefined : uploadOf(messages[lastBad]!);
  const { version: _, updatedAt: __, tickets: ___, [TTL_ATTRIBUTE]: ____, ...callers } = beginning;
  return {
    ...callers,
    // An edit's ticket may move the end of a record without an image.
    ...(!good && { [TTL_ATTRIBUTE]: { N: expect.any(String) } }),
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
  it('is the same after any order, repetition and crash, edits in between, and leaves no orphaned object', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, faults, fc.nat(3), async (scheduler, story, crashes, edits) => {
        const { world, messages, beginning } = await play(
          scheduler,
          story,
          crashes,
          async ({ world, insist }) => {
            for (let edit = 1; edit <= edits; edit++) await insist(() => world.rename(`edit ${edit}`));
          },
        );

        const title = edits > 0 && { title: { S: `edit ${edits}` } };
        expect(world.record()).toEqual(expectedRecord(story, messages, { ...beginning, ...title }));
        const lastGood = story.findLastIndex(({ good }) => good);
        const good = lastGood < 0 ? undefined : uploadOf(messages[lastGood]!);
        expect(world.bucket.visible()).toEqual(good ? { [good.key]: good.versionId } : {});
      }),
      RUNS,
    );
  });

  it('leaves no object behind when the record is deleted meanwhile, and edited', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, faults, fc.nat(30), async (scheduler, story, crashes, delay) => {
        const { world } = await play(scheduler, story, crashes, async ({ world, turn, insist }) => {
          for (let i = 0; i < delay; i++) await turn('wait');
          await Promise.all([insist(() => world.remove()), insist(() => world.rename('late'))]);
        });

        expect(world.record()).toBeUndefined();
        expect(world.bucket.visible()).toEqual({});
      }),
      RUNS,
    );
  });

  it('leaves no object behind when the record expires meanwhile, and does not expire with an image', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, faults, fc.nat(30), async (scheduler, story, crashes, delay) => {
        const { world, messages } = await play(scheduler, story, crashes, async ({ world, turn }) => {
          for (let i = 0; i < delay; i++) await turn('wait');
          await world.expire();
        });

        const record = world.record();
        const lastGood = story.findLastIndex(({ good }) => good);
        if (record && lastGood >= 0) {
          const { key, versionId, order } = uploadOf(messages[lastGood]!);
          expect(record.imageEvent).toEqual({ S: order });
          expect(world.bucket.visible()).toEqual({ [key]: versionId });
        } else expect(world.bucket.visible()).toEqual({});
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
          const { world, messages } = await play(
            scheduler,
            story,
            crashes,
            async ({ world, messages, turn }) => {
              for (const index of story.keys()) {
                if (!vanishes[index]) continue;
                while (!messages[index]) await turn('wait');
                const { key: Key, versionId: VersionId } = uploadOf(messages[index]!);
                await turn('somebody deletes an upload');
                await world.bucket.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId }));
              }
            },
          );

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
