import { KnownRecords } from '../../../lambdas/reconciler/reading/known-records.ts';
import { ListedObjects } from '../../../lambdas/reconciler/reading/listed-objects.ts';
import type { Report } from '../../../lambdas/reconciler/running/report.ts';
import type { BeginRequest } from '../../../lambdas/reconciler/running/run.ts';
import { type SliceAnswer, serveByHand } from '../../../lambdas/reconciler/serve.ts';
import type { ReconcilerParts } from '../../../lambdas/reconciler/services.ts';
import { type ReconcilerServices, servicesOf } from '../../../lambdas/reconciler/services.ts';
import type { Recheck } from '../../../lambdas/shared/reconciling/recheck.ts';
import { FakeBucket } from '../support/fake-bucket.ts';
import { FakeTable } from '../support/fake-table.ts';
import { BEFORE, SHARDS } from './given.ts';

const HOUR_MS = 3_600_000;

/** Bucket and table of a stage, and its reconciler, whose queues are in the hands of the test. */
export class GivenStage {
  readonly bucket = new FakeBucket();
  readonly table = new FakeTable();
  /** What the inspector is asked. */
  readonly rechecks: Recheck[] = [];
  readonly log: string[] = [];
  readonly services: ReconcilerServices;
  /** Epoch ms: an hour after what happens since may be on its way. */
  now = BEFORE + HOUR_MS;

  constructor(parts: Partial<ReconcilerParts> = {}) {
    this.bucket.now = () => BEFORE - HOUR_MS;
    this.services = servicesOf({
      objects: new ListedObjects(this.bucket.client, 'b'),
      records: new KnownRecords(this.table.client, 'records'),
      queues: {
        recheck: async (rechecks) => void this.rechecks.push(...rechecks),
        goOn: async () => {},
      },
      feedShards: SHARDS,
      deleteShare: 1,
      logger: { info: (message) => void this.log.push(message), error: () => {} },
      now: () => this.now,
      ...parts,
    });
  }

  /** Runs it slice by slice, and waits where it is to wait. */
  async run(
    request: Partial<BeginRequest> = {},
    mayGoOn: () => boolean = () => true,
    meanwhile: (answer: SliceAnswer) => Promise<unknown> = async () => {},
  ): Promise<{ report: Report; answers: SliceAnswer[] }> {
    const answers: SliceAnswer[] = [];
    let event: object = { kind: 'begin', repair: true, ...request };
    for (let slices = 0; slices < 1000; slices++) {
      const answer = (await serveByHand(event, this.services, mayGoOn)) as SliceAnswer;
      answers.push(answer);
      if (answer.report) return { report: answer.report, answers };
      await meanwhile(answer);
      this.now = Math.max(this.now, answer.run.notBefore ?? 0);
      // As a message carries it.
      event = JSON.parse(JSON.stringify(answer.run));
    }
    throw new Error('It never ends');
  }
}
