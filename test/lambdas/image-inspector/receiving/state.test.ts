import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Upload } from '../../../../lambdas/image-inspector/events.ts';
import type { Item } from '../../../../lambdas/shared/attribute-values.ts';
import { BUCKET, START } from '../../support/uploads.ts';
import { RECORD_ID, type World } from '../../support/world.ts';
import { acts, faults, type Made, play, RUNS, type Stage } from './story.ts';

/** Of each ticket of the record that stands, the one upload that counts. */
function winners({ made }: Stage, { used, incarnation }: Item): Made[] {
  const own = made.filter(({ upload }) => upload.parsed.incarnation === incarnation!.S);
  const tickets = new Set(own.map(({ upload }) => upload.parsed.uploadId));
  expect(new Set(Object.keys(used!.M!))).toEqual(tickets);
  return [...tickets].map((uploadId) => {
    const winner = own.find(({ upload }) => upload.order === used!.M![uploadId]!.M!.event!.S);
    expect(winner?.upload.parsed.uploadId).toBe(uploadId);
    expect(used!.M![uploadId]!.M!.versionId).toEqual({ S: winner!.upload.versionId });
    return winner!;
  });
}

const latest = (made: Made[]) => made.toSorted((a, b) => (a.upload.order < b.upload.order ? -1 : 1)).at(-1);

/** That the record says what its tickets' uploads say, and that the bucket has that image and nothing else to show. */
function checkEnd(stage: Stage): void {
  const { world, made } = stage;
  const item = world.table.items.get(RECORD_ID)!;
  const counted = winners(stage, item);
  const image = latest(counted.filter(({ good }) => good));
  const refused = latest(counted.filter(({ good }) => !good));

  expect(item.imageEvent?.S).toBe(image?.upload.order);
  expect(item.rejectionEvent?.S).toBe(refused?.upload.order);
  expect(item.objectKeys?.L?.map(({ S }) => S)).toEqual(image && [image.upload.key]);
  expect(item.image?.M?.width?.N).toBe(image && String(10 + made.indexOf(image)));
  expect(item.image?.M?.versionId?.S).toBe(image?.upload.versionId);
  expect(item.rejection?.M?.at?.N).toBe(refused && String(refused.upload.uploadedAt));
  expect(item.expiresAt === undefined).toBe(image !== undefined);
  expect(Number(item.contentVersion?.N ?? 0) > 0).toBe(image !== undefined);
  if (image) {
    const asked = world.thumbnails.filter(({ event }) => event === image.upload.order);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked[0]).toMatchObject({ key: image.upload.key, versionId: image.upload.versionId });
  }
  checkBucket(world, image?.upload);
}

/** One visible version; of what was accepted before, copies that no URL names, under a marker; of all else nothing. */
function checkBucket(world: World, image: Upload | undefined): void {
  expect(world.bucket.visible()).toEqual(image ? { [image.key]: image.versionId } : {});
  for (const key of world.bucket.keys()) {
    const versions = world.bucket.versions(key);
    if (key === image?.key) expect(versions).toEqual([image.versionId]);
    else if (versions.length > 0) {
      expect(versions.at(-1)).toBe('marker');
      expect(versions.filter((version) => !/^(copy of|marker)/.test(version))).toEqual([]);
    }
  }
}

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
          const newest = latest(staying)?.upload.order ?? '';
          expect((item.imageEvent?.S ?? '') >= newest).toBe(true);
          const visible = Object.keys(stage.world.bucket.visible());
          expect(visible.filter((key) => key !== stage.world.currentKey())).toEqual([]);
        },
      ),
      RUNS,
    );
  });
});
