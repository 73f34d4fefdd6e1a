import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incarnationOf } from '../../../lambdas/object-cleaner/erase/empty.ts';
import { folderOf } from '../../../lambdas/object-cleaner/renditions.ts';
import { render } from '../../../lambdas/renderer/render.ts';
import type { Item } from '../../../lambdas/shared/attribute-values.ts';
import { parseRenditionFolder } from '../../../lambdas/shared/delivery/rendition.ts';
import { thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import { fromItem } from '../../../lambdas/shared/record-item.ts';
import type { Fault } from '../support/faults.ts';
import { insisting } from '../support/insist.ts';
import { RECORD_ID, World } from '../support/world.ts';
import { pngHeader } from '../thumbnailer/png.ts';

/** What happens to one id, one after the other; events and messages come when the scheduler likes. */
type Step = 'upload' | 'remove' | 'erase' | 'expire' | 'create' | 'restore' | 'thumbnail' | 'view';

const historyOf = (...steps: Step[]) => fc.array(fc.constantFrom(...steps), { minLength: 2, maxLength: 9 });
const steps = historyOf('upload', 'upload', 'thumbnail', 'remove', 'erase', 'create', 'restore', 'expire');
const viewed = historyOf('upload', 'view', 'upload', 'view', 'remove', 'erase', 'create', 'restore');
const faults = fc.array(fc.constantFrom<Fault>('none', 'none', 'none', 'before', 'after'), { maxLength: 60 });
/** More with RUNS=60000. */
const RUNS = { numRuns: Number(process.env.RUNS ?? 300) };

/** When every ticket has run out. */
const LATER = Date.now() + 10 * 86_400_000;

/** Plays a history, with each message twice, and crashes; then lets the time of all erasures come. */
async function play(scheduler: fc.Scheduler, history: Step[], crashes: Fault[], delivers = false) {
  const turn = async (label: string) => {
    await scheduler.schedule(Promise.resolve(), label);
  };
  const world = new World(turn, crashes, delivers);
  const erased = new Set<string>();
  const insist = insisting(turn);
  const pending: Promise<void>[] = [];
  const tell = () => {
    for (const message of world.cleaning.splice(0)) {
      told.add(message);
      for (let i = 0; i < 2; i++) {
        pending.push(
          insist(async () => {
            const handled = await world.clean(message);
            if (handled) waiting.add(message);
          }),
        );
      }
    }
  };
  let uploads = 0;
  const waiting = new Set<string>();
  /** All messages so far. */
  const told = new Set<string>();
  const living = () => world.table.items.get(RECORD_ID);
  /** Records as a backup has them. */
  const backups: Item[] = [];
  const perform: Record<Step, () => Promise<void>> = {
    async upload() {
      if (!living()) return;
      uploads += 1;
      const message = world.put(world.newKey(), pngHeader(10, uploads));
      pending.push(insist(() => world.receive(message)));
    },
    async thumbnail() {
      const key = world.currentKey();
      if (key) world.bucket.put(thumbnailKey(key), Buffer.from('thumbnail'), { meta: { event: '0' } });
    },
    async view() {
      const item = living();
      const folder = folderOf(item && fromItem(item));
      if (!folder) return;
      const { upload } = parseRenditionFolder(folder)!;
      for (const width of [320, 640])
        pending.push(
          render({ id: RECORD_ID, upload, width, format: 'webp' }, world.renderer).then(() => undefined),
        );
    },
    async remove() {
      const item = living();
      if (item) backups.push(item);
      await insist(() => world.remove());
    },
    async erase() {
      const item = living();
      const all = world.table.history.flatMap((write) => (write.item ? [write.item] : []));
      if (item) all.push(item);
      for (const { version, incarnation } of all) if (version) erased.add(incarnation!.S!);
      await insist(() => world.erase());
    },
    expire: () => world.expire(),
    async create() {
      if (!living()) world.createRecord();
    },
    // As docs/runbook.md says, once all is cleaned up: the item without its version, unless there is one again, then its
    // markers. Then somebody redrives the messages.
    async restore() {
      await Promise.all(pending.splice(0));
      const item = backups.at(-1);
      const key = item?.objectKeys?.L?.[0]?.S;
      if (!item || !key || living() || erased.has(item.incarnation!.S!)) return;
      // An event that came again has deleted it for good, while nothing said any more that it had been accepted.
      if (world.bucket.left(key).length === 0) return;
      const { versionId: _, ...image } = item.image!.M!;
      world.table.restore(RECORD_ID, { ...item, image: { M: image } });
      world.bucket.deleteMarkers(key);
      world.cleaning.push(...told);
    },
  };
  const everything = async () => {
    world.createRecord();
    for (const step of history) {
      await turn(step);
      await perform[step]();
      tell();
    }
    for (let done = 0; done < pending.length || world.cleaning.length > 0; ) {
      tell();
      if (done < pending.length) await pending[done++];
    }
    world.cleaner.now = () => LATER;
    for (const message of waiting) {
      await insist(() => world.clean(message));
      for (const next of world.cleaning.splice(0)) waiting.add(next);
    }
  };
  await scheduler.waitFor(everything());
  return { world, erased };
}

describe('after any history of one id, with every message twice and crashes anywhere', () => {
  it('the bucket shows what the living record names alone, and has nothing of what was erased', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), steps, faults, async (scheduler, history, crashes) => {
        const { world, erased } = await play(scheduler, history, crashes);
        const item = world.table.items.get(RECORD_ID);
        const named = new Set((item?.objectKeys?.L ?? []).flatMap(({ S }) => [S!, thumbnailKey(S!)]));
        for (const key of Object.keys(world.bucket.visible())) expect(named).toContain(key);
        for (const key of world.bucket.left(''))
          expect(erased).not.toContain(incarnationOf(key, RECORD_ID)!.incarnation);
        const [current] = item?.objectKeys?.L ?? [];
        if (current) expect(world.bucket.visible()).toHaveProperty([current.S!]);
        const requests = [...world.table.items.values()].filter(({ erase }) => erase);
        expect(requests).toEqual([]);
      }),
      RUNS,
    );
  });

  it('no rendition is left but of the image that the living record has, and each is of that very upload', async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), viewed, faults, async (scheduler, history, crashes) => {
        const { world, erased } = await play(scheduler, history, crashes, true);
        const item = world.table.items.get(RECORD_ID);
        const record = item && fromItem(item);
        const folder = folderOf(record);
        const left = world.bucket.left('i/');
        seen += left.length;
        for (const key of left) {
          expect(key.startsWith(folder ?? 'none')).toBe(true);
          expect(erased).not.toContain(incarnationOf(key, RECORD_ID)!.incarnation);
          const image = world.bucket.find(record!.objectKeys![0]!)!.body!;
          expect(world.bucket.find(key)!.body!.subarray(-image.length)).toEqual(image);
        }
      }),
      RUNS,
    );
    expect(seen).toBeGreaterThan(0);
  });
});
