import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKET, START } from '../../support/uploads.ts';
import { RECORD_ID } from '../../support/world.ts';
import { checkBucket, checkEnd, latest, winners } from './ending.ts';
import { acts, faults, play, RUNS, type Stage } from './story.ts';

const delays = fc.nat(30);
/** How long events wait in a queue, ms: past the end of every ticket, at times. */
const ages = fc.constantFrom(0, 3 * 3_600_000, 15 * 86_400_000);
const waitFor = async (turn: Stage['turn'], delay: number) => {
  for (let i = 0; i < delay; i++) await turn('wait');
};

describe('the state of a record and its objects', () => {
  it('is what one upload of each ticket says, after any order, repetition and crash, and edits in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        acts,
        faults,
        fc.nat(3),
        ages,
        async (scheduler, story, crashes, edits, age) => {
          const stage = await play(scheduler, story, crashes, async ({ world, turn, insist }) => {
            for (let edit = 1; edit <= edits; edit++) await insist(() => world.rename(`edit ${edit}`));
            await turn('a backlog');
            world.inspector.now = () => START + age;
          });
          checkEnd(stage);
          const { title } = stage.world.table.items.get(RECORD_ID)!;
          expect(title).toEqual(edits > 0 ? { S: `edit ${edits}` } : undefined);
        },
      ),
      RUNS,
    );
  });

  it('leaves no object behind when the record is deleted meanwhile, and edited', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, faults, delays, async (scheduler, story, crashes, delay) => {
        const { world } = await play(scheduler, story, crashes, async ({ world, turn, insist }) => {
          await waitFor(turn, delay);
          await Promise.all([insist(() => world.remove()), insist(() => world.rename('late'))]);
        });
        expect(world.table.items.get(RECORD_ID)).toBeUndefined();
        checkBucket(world, undefined);
      }),
      RUNS,
    );
  });

  it('has nothing of a deleted record when one is made in its place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, faults, delays, async (scheduler, story, crashes, delay) => {
        const stage = await play(scheduler, story, crashes, async ({ world, turn, insist, renewTickets }) => {
          await waitFor(turn, delay);
          await insist(() => world.remove());
          world.createRecord();
          renewTickets();
        });
        checkEnd(stage);
      }),
      RUNS,
    );
  });

  it('leaves no object behind when the record expires meanwhile, and does not expire with an image', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, faults, delays, async (scheduler, story, crashes, delay) => {
        const stage = await play(scheduler, story, crashes, async ({ world, turn }) => {
          await waitFor(turn, delay);
          await world.expire();
        });
        if (stage.world.table.items.has(RECORD_ID)) checkEnd(stage);
        else checkBucket(stage.world, undefined);
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
          const stage = await play(scheduler, story, crashes, async ({ world, made, turn }) => {
            for (const index of story.keys()) {
              if (!vanishes[index]) continue;
              while (!made[index]) await turn('wait');
              const { key: Key, versionId: VersionId } = made[index].upload;
              await turn('somebody deletes an upload');
              await world.bucket.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId }));
            }
          });

          const item = stage.world.table.items.get(RECORD_ID)!;
          const staying = winners(stage, item).filter(
            ({ good, upload }) => good && !vanishes[stage.made.findIndex((one) => one.upload === upload)],
          );
          const newest = latest(staying)?.event ?? '';
          expect((item.imageEvent?.S ?? '') >= newest).toBe(true);
          const visible = Object.keys(stage.world.bucket.visible());
          expect(visible.filter((key) => key !== stage.world.currentKey())).toEqual([]);
        },
      ),
      RUNS,
    );
  });
});
