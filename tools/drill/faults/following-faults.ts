import { createClient } from '../../../client/client.ts';
import type { MetricName } from '../../../contract/metrics.ts';
import type { LocalRun } from '../../../local/options.ts';
import { generatedPng } from '../../smoke/smoke-image.ts';
import type { Observed } from '../collect/observed.ts';
import { DRILL_PARAMETERS } from '../drilled-stage.ts';
import type { Fault } from './fault.ts';
import { deniedOf, errorsOf } from './traces.ts';
import { REQUESTS, UPLOADS } from './traffic-rates.ts';

const [RELAY, CLEANER, SENDER] = ['ChangeRelay', 'ObjectCleaner', 'WebhookSender'];

/** Images that are deleted in a minute: more failed messages than are taken for bad luck. */
const IMAGES = 4;
/** Records a minute, as many as the smoke test deletes throughout a shift: a tenth of them is the new version's. */
const RECORDS = 30;

/** Uploads images and deletes them. */
async function deleteImages(run: LocalRun): Promise<void> {
  const client = createClient({ ...run, retries: 0 });
  const deleteOne = async () => {
    const { metadata } = await client.upload(new Blob([generatedPng(8, 8)]), { filename: 'drill.png' });
    await client.remove(metadata.id);
  };
  // What fails here is for the alarms to tell.
  await Promise.allSettled(Array.from({ length: IMAGES }, deleteOne));
}

/** Makes records and deletes them. */
async function deleteRecords(run: LocalRun, count: number): Promise<void> {
  const client = createClient({ ...run, retries: 0 });
  for (let deleted = 0; deleted < count; deleted++) {
    const made = await client.create({ filename: 'drill.png' }).catch(() => undefined);
    if (made) await client.remove(made.metadata.id).catch(() => {});
  }
}

const wrote =
  (name: MetricName) =>
  ({ metricLines }: Observed): boolean =>
    metricLines.some((line) => name in line);

const crash = "throw new Error('A fault of the rehearsal.');";

/** Faults of what follows a change: nobody who uploads notices them. */
export const FOLLOWING_FAULTS: readonly Fault[] = [
  {
    name: 'the relay crashes',
    minutes: 10,
    traffic: UPLOADS,
    bundle: { function: RELAY!, code: crash },
    happened: errorsOf(RELAY!),
  },
  {
    // As long as the age of a change takes to alarm.
    name: 'no queue takes what follows a change, for over an hour',
    minutes: 70,
    traffic: { uploads: 1, reads: 2 },
    act: (run) => deleteRecords(run, 4),
    ...deniedOf('sqs:SendMessage', RELAY!),
  },
  {
    name: 'the cleaner may delete nothing',
    minutes: 10,
    traffic: UPLOADS,
    act: deleteImages,
    ...deniedOf('s3:DeleteObject', CLEANER!),
  },
  {
    name: 'the webhook sender crashes',
    minutes: 10,
    traffic: REQUESTS,
    act: (run) => deleteRecords(run, RECORDS),
    bundle: { function: SENDER!, code: crash },
    happened: errorsOf(SENDER!),
  },
  {
    name: 'the secret of a webhook is gone',
    minutes: 10,
    traffic: UPLOADS,
    async act(run, minute) {
      if (minute === 0) for (const name of Object.keys(DRILL_PARAMETERS)) run.parameters.remove(name);
      await deleteRecords(run, 4);
    },
    happened: wrote('SecretsUnreadable'),
  },
  {
    name: 'the receiver of a webhook is down',
    minutes: 10,
    traffic: UPLOADS,
    act: (run) => deleteRecords(run, RECORDS),
    happened: wrote('WebhooksFailed'),
    silent: 'its events are tried again for a day, and only then rest where an alarm looks',
  },
];
