import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recheck } from '../../../lambdas/image-inspector/rechecking/recheck.ts';
import { parseRecheck } from '../../../lambdas/image-inspector/rechecking/request.ts';
import { KnownRecords } from '../../../lambdas/reconciler/reading/known-records.ts';
import { ListedObjects } from '../../../lambdas/reconciler/reading/listed-objects.ts';
import type { Report } from '../../../lambdas/reconciler/running/report.ts';
import type { Run } from '../../../lambdas/reconciler/running/run.ts';
import { serveByQueue } from '../../../lambdas/reconciler/serve.ts';
import { servicesOf } from '../../../lambdas/reconciler/services.ts';
import { type Recheck, toMessage } from '../../../lambdas/shared/reconciling/recheck.ts';
import { SETTINGS } from '../support/api-settings.ts';
import { type Fault, guarding } from '../support/faults.ts';
import { BUCKET, bmp, START } from '../support/uploads.ts';
import { RECORD_ID, World } from '../support/world.ts';
import { MISHAP_NAMES, MISHAPS, type Mishap } from './given-mishaps.ts';

const HOUR_MS = 3_600_000;
/** More with RUNS=5000. */
const RUNS = { numRuns: Number(process.env.RUNS ?? 150) };

/** A record with an image, to which something has happened; reconciler and inspector with their queues. */
class Stage {
  readonly world = new World();
  readonly reports: Report[] = [];
  readonly #queue: string[] = [];
  readonly #rechecks: string[] = [];
  readonly #faults: Fault[] = [];
  readonly #services;
  #now = START + 3 * HOUR_MS;

  constructor() {
    const { guard, guarded } = guarding(async () => {}, this.#faults);
    const { bucket, table } = this.world;
    bucket.now = () => START;
    this.world.inspector.now = () => this.#now;
    bucket.pageSize = 2;
    this.#services = servicesOf({
      objects: new ListedObjects(guard(bucket.client), BUCKET),
      records: new KnownRecords(guard(table.client), 'records'),
      queues: {
        recheck: (rechecks: readonly Recheck[]) =>
          guarded('SendMessageBatch', async () => void this.#rechecks.push(...rechecks.map(toMessage))),
        goOn: (run: Run) => guarded('SendMessage', async () => void this.#queue.push(JSON.stringify(run))),
      },
      feedShards: SETTINGS.feedShards,
      deleteShare: 1,
      logger: {
        info: (message, fields) => {
          if (message === 'Reconciled') this.reports.push(fields as unknown as Report);
        },
        error: () => {},
      },
      now: () => this.#now,
    });
  }

  async plant(mishaps: readonly Mishap[]): Promise<void> {
    const { world } = this;
    world.createRecord();
    const now = this.#now;
    this.#now = START;
    await world.receive(world.put(world.newKey(), bmp(10, 20)));
    this.#now = now;
    this.#draw();
    for (const mishap of mishaps) await MISHAPS[mishap](world);
  }

  /** Runs the reconciler by its queue, and the inspector by its own. A message that meets a crash comes again; some come twice. */
  async run(repair: boolean, faults: Fault[] = [], twice: boolean[] = []): Promise<void> {
    this.#faults.push(...faults);
    this.world.failNext(faults.toReversed());
    this.#queue.push(JSON.stringify({ kind: 'begin', repair }));
    // A page of work at a time.
    const mayGoOn = () => false;
    for (let rounds = 0; this.#queue.length > 0; rounds++) {
      expect(rounds).toBeLessThan(2000);
      const body = this.#queue.shift()!;
      this.#now = Math.max(this.#now, (JSON.parse(body) as Partial<Run>).notBefore ?? 0);
      try {
        await serveByQueue(body, this.#services, mayGoOn);
        if (twice.shift()) this.#queue.push(body);
      } catch (error) {
        if ((error as Error).message !== 'crash') throw error;
        this.#queue.push(body);
      }
      await this.#inspect();
    }
    this.#faults.length = 0;
    this.world.failNext([]);
  }

  async #inspect(): Promise<void> {
    for (let body = this.#rechecks.shift(); body !== undefined; body = this.#rechecks.shift()) {
      try {
        await recheck(parseRecheck(body, BUCKET)!, this.world.inspector);
      } catch (error) {
        if ((error as Error).message !== 'crash') throw error;
        this.#rechecks.push(body);
      }
    }
    this.#draw();
  }

  /** Two hours pass. */
  later(): void {
    this.#now += 2 * HOUR_MS;
  }

  /** As the thumbnailer, which draws no BMP. */
  #draw(): void {
    const { table, thumbnails } = this.world;
    const item = table.items.get(RECORD_ID)!;
    for (const { event } of thumbnails.splice(0)) {
      if (item.imageEvent?.S === event) item.thumbnail = { M: { error: { S: 'Unsupported' } } };
    }
  }

  /** What clients see: which images there are, and what the record says of its own. */
  picture() {
    const { bucket, table } = this.world;
    const item = table.items.get(RECORD_ID)!;
    const bodies = Object.keys(bucket.visible()).map((key) => {
      const { body } = bucket.find(key)!;
      const own = key === item.objectKeys?.L?.[0]?.S ? ' of the record' : '';
      return `${key.split('/')[0]} ${body!.readInt32LE(18)} × ${body!.readInt32LE(22)}${own}`;
    });
    const { versionId, ...image } = item.image?.M ?? {};
    const [key] = item.objectKeys?.L ?? [];
    return {
      bodies: bodies.sort(),
      image,
      keys: item.objectKeys?.L?.length,
      contentVersion: item.contentVersion,
      sortKey: item.sortKey?.S?.split('#')[0],
      named: key && versionId && bucket.versions(key.S!).includes(versionId.S!),
    };
  }
}

const faults = fc.array(fc.constantFrom<Fault>('none', 'none', 'none', 'none', 'before', 'after'), {
  maxLength: 80,
});
const mishaps = fc.uniqueArray(fc.constantFrom(...MISHAP_NAMES), { minLength: 1, maxLength: 4 });

/** Some do not go together: who has lost its event has no image any more that could be covered. */
function together(names: readonly Mishap[]): readonly Mishap[] {
  const [first] = names as [Mishap];
  const beside: Mishap[] = ['a record was lost', 'a thumbnail of another lies there'];
  return [first, ...names.filter((name) => name !== first && beside.includes(name))];
}

describe('a run that crashes anywhere, with messages that come twice', () => {
  it.each(MISHAP_NAMES)('mends what can be mended without a crash: %s', async (mishap) => {
    const stage = new Stage();
    await stage.plant([mishap]);
    await stage.run(true);
    const [report] = stage.reports as [Report];
    expect(report.findings).toBeGreaterThan(0);
    await stage.run(true);
    expect(stage.reports[1]!.findings).toBe(report.left);
    const forPeople: Mishap[] = ['an image was hidden', 'an image was deleted', 'a replacement was lost'];
    expect(report.left).toBe(forPeople.includes(mishap) ? 1 : 0);
  });

  // What the inspector has changed meanwhile counts as on its way for an hour; so the next run has the rest.
  it('ends as one that does not crash, at the latest with the next run', async () => {
    await fc.assert(
      fc.asyncProperty(
        mishaps,
        faults,
        fc.array(fc.boolean(), { maxLength: 6 }),
        async (names, crashes, twice) => {
          const [whole, crashed] = [new Stage(), new Stage()];
          for (const stage of [whole, crashed]) await stage.plant(together(names));
          await whole.run(true);
          await crashed.run(true, crashes, twice);
          for (const stage of [whole, crashed]) {
            stage.later();
            await stage.run(true);
            stage.later();
            await stage.run(false);
          }
          expect(crashed.picture()).toEqual(whole.picture());
          expect(crashed.reports.at(-1)!.found).toEqual(whole.reports.at(-1)!.found);
        },
      ),
      RUNS,
    );
  });
});
