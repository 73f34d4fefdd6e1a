import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { KnownRecords } from '../../../lambdas/reconciler/reading/known-records.ts';
import { ListedObjects } from '../../../lambdas/reconciler/reading/listed-objects.ts';
import type { Report } from '../../../lambdas/reconciler/running/report.ts';
import type { BeginRequest } from '../../../lambdas/reconciler/running/run.ts';
import { type SliceAnswer, serveByHand } from '../../../lambdas/reconciler/serve.ts';
import type { ReconcilerParts } from '../../../lambdas/reconciler/services.ts';
import { type ReconcilerServices, servicesOf } from '../../../lambdas/reconciler/services.ts';
import { newObjectKey } from '../../../lambdas/shared/objects/object-key.ts';
import { thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import type { Recheck } from '../../../lambdas/shared/reconciling/recheck.ts';
import { FakeBucket } from '../support/fake-bucket.ts';
import { FakeTable } from '../support/fake-table.ts';
import { BEFORE, INCARNATION, SHARDS } from './given.ts';

export const HOUR_MS = 3_600_000;
export const bytes = Buffer.from('image');

/** Ids of the test, in order. */
export const idOf = (n: number) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;

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

  /** Images and their thumbnails without a record. @returns the images' keys */
  orphans(count = 1): string[] {
    return Array.from({ length: count }, (_, n) => {
      const key = newObjectKey({ id: idOf(n), incarnation: INCARNATION }, 'a.png');
      this.bucket.put(key, bytes);
      this.bucket.put(thumbnailKey(key), bytes);
      return key;
    });
  }

  /** Hides what lies there, as the cleaner does. */
  async cover(Key: string): Promise<void> {
    await this.bucket.client.send(new DeleteObjectCommand({ Bucket: 'b', Key }));
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
