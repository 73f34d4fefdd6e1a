import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecheckObject } from '../../../../lambdas/shared/reconciling/recheck.ts';
import { RECORD_ID } from '../../support/world.ts';
import { checkEnd, checkRecord } from '../receiving/ending.ts';
import { acts, faults, play, type Stage } from '../receiving/story.ts';
import { ask, listingOf } from './asking.ts';

/** More with RUNS=60000. */
const RUNS = { numRuns: Number(process.env.RUNS ?? 300) };

/** A recheck of a key and version that exist: which, how long after the listing, and how often. */
const rechecks = fc.array(
  fc.record({
    key: fc.nat(5),
    version: fc.nat(3),
    delay: fc.nat(15),
    deliveries: fc.integer({ min: 1, max: 2 }),
    redraw: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);
type Chosen = Parameters<Parameters<typeof rechecks.map>[0]>[0];

const wait = async ({ turn }: Stage, turns: number) => {
  for (let i = 0; i < turns; i++) await turn('wait');
};

/** Lists a key, and has a version of it looked at once more, a while later. */
async function recheckSome(stage: Stage, chosen: Chosen): Promise<void> {
  const { world, made, insist } = stage;
  const asked: Promise<void>[] = [];
  for (const { key, version, delay, deliveries, redraw } of chosen) {
    await wait(stage, delay);
    const listing = await listingOf(world, made[key % made.length]?.upload.key ?? 'images/none');
    const object = listing[version % listing.length];
    if (!object) continue;
    const storedAt = made.find(({ upload }) => upload.versionId === object.versionId)?.upload.uploadedAt;
    const request: RecheckObject = { ...object, redraw, storedAt: storedAt ?? object.storedAt };
    for (let i = 0; i < deliveries; i++) asked.push(insist(() => ask(world, request)));
  }
  await Promise.all(asked);
}

/** That what the record names is there. */
function checkImage({ world }: Stage): void {
  const { image, objectKeys } = world.table.items.get(RECORD_ID) ?? {};
  if (image) expect(world.bucket.versions(objectKeys!.L![0]!.S!)).toContain(image.M!.versionId!.S);
}

describe('a record that is looked at once more, at any moment and with any crash', () => {
  it('is what one upload of each ticket says, when every event has come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, faults, rechecks, async (scheduler, story, crashes, chosen) => {
        const stage = await play(scheduler, story, crashes, (stage) => recheckSome(stage, chosen));
        checkEnd(stage, true);
      }),
      RUNS,
    );
  });

  it('is told of a lone upload whose event is lost, or comes once more than it had to', async () => {
    const lone = fc.record({ good: fc.boolean(), deliveries: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), lone, faults, rechecks, async (scheduler, upload, crashes, chosen) => {
        const story = [{ ticket: 0, sameTime: false, ...upload }];
        const stage = await play(scheduler, story, crashes, async (stage) => {
          while (stage.made.length === 0) await stage.turn('wait');
          await recheckSome(stage, chosen);
        });
        checkEnd(stage, true);
        expect(stage.world.table.items.get(RECORD_ID)!.contentVersion).toEqual(
          upload.good ? { N: '1' } : undefined,
        );
      }),
      RUNS,
    );
  });

  it('keeps its image, whichever events are lost', async () => {
    const lossy = fc.tuple(acts, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }));
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        lossy,
        faults,
        rechecks,
        async (scheduler, [acts, lost], crashes, chosen) => {
          const story = acts.map((act, i) => (lost[i] ? { ...act, deliveries: 0 } : act));
          const stage = await play(scheduler, story, crashes, async (stage) => {
            await recheckSome(stage, chosen);
            checkImage(stage);
          });
          checkImage(stage);
          const { image } = stage.world.table.items.get(RECORD_ID)!;
          const bad = stage.made.filter(({ good }) => !good).map(({ upload }) => upload.versionId);
          expect(bad).not.toContain(image?.M?.versionId?.S ?? 'none');
        },
      ),
      RUNS,
    );
  });

  it('has nothing of a deleted record when one is made in its place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, faults, rechecks, async (scheduler, story, crashes, chosen) => {
        const remade = async (stage: Stage) => {
          const { world, insist, renewTickets } = stage;
          await wait(stage, chosen[0]!.delay);
          await insist(() => world.remove());
          world.createRecord();
          renewTickets();
        };
        const stage = await play(scheduler, story, crashes, async (stage) => {
          await Promise.all([remade(stage), recheckSome(stage, chosen)]);
        });
        const image = checkRecord(stage, true);
        const { bucket } = stage.world;
        const others = Object.keys(bucket.visible()).filter((key) => key !== image?.key);
        // What a crash has left halfway put aside, of a record that was gone when it was tried again: an orphan.
        expect(others.filter((key) => bucket.find(key)!.meta.retired === undefined)).toEqual([]);
        if (image) expect(bucket.visible()[image.key]).toBe(image.versionId);
      }),
      RUNS,
    );
  });
});
