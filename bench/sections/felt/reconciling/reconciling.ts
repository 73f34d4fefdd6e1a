import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { createClient } from '../../../../client/client.ts';
import { FINDING_CODES } from '../../../../contract/findings.ts';
import type { Item } from '../../../../lambdas/shared/attribute-values.ts';
import { stages } from '../../../../lib/stages/stages.ts';
import { openStageData } from '../../../../tools/local/stage-run.ts';
import { planting } from '../../../../tools/reconcile/planting.ts';
import { temporaryFolder } from '../../../../tools/temporary-folder.ts';
import { callsOfRun, RUN_CALLS } from '../../../cost/reconciling.ts';
import { type BenchRun, STAGE, startBenchRun } from '../../../harness/local-run.ts';
import { create, send } from '../../../harness/service/api.ts';
import { runEntry } from '../../../harness/service/command.ts';
import { withThumbnail } from '../../../harness/service/with-thumbnail.ts';
import { FELT, type Section } from '../../section.ts';
import { checkReport } from './check-report.ts';
import { seed } from './seed.ts';

export interface ReconciledFound {
  records: number;
  objects: number;
  faults: number;
  seconds: number;
  /** Calls of the function to S3 and DynamoDB. */
  calls: number;
}

const RECORDS = 100_000;
/** Of each kind of finding. */
const FAULTS = 10;
const PATIENCE_MS = 3_600_000;
/** S3 tells no fractions of a second, and what has happened in the present one is left alone. */
const SECOND_MS = 1_000;
/** What comes on top where bucket and table do not agree: looking again. */
const MOST_CALLS = 1.02;

export const reconciling: Section<ReconciledFound> = {
  heading: FELT,
  about: `npm run reconcile over ${RECORDS.toLocaleString('en')} records, some of which do not agree with the bucket`,
  async measure(say) {
    const folder = temporaryFolder();
    try {
      say(`${RECORDS} records to reconcile`);
      const ids = await seeded(folder);
      const run = await startBenchRun({ data: folder, counting: true });
      try {
        await plant(run, ids);
        say('reconciliation');
        return await reconciled(run);
      } finally {
        await run.stop();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  targets: ({ objects, calls }) => [
    {
      what: 'reconciliation, AWS calls',
      limit: MOST_CALLS,
      measured: calls / Object.values(callsOfRun(objects)).reduce((sum, count) => sum + count),
      unit: '× those of docs/cost.md',
    },
  ],
  tables: ({ records, objects, faults, seconds, calls }) => [
    {
      head: [
        'records reconciled',
        'objects',
        'faults found, all that were planted',
        's',
        'records/s',
        'AWS calls',
      ],
      rows: [[records, objects, faults, seconds, records / seconds, calls]],
    },
  ],
};

/** @returns the ids of the records that are in the folder's data then, with objects that agree with them */
async function seeded(folder: string): Promise<string[]> {
  const run = await startBenchRun({ data: folder });
  let item: Item;
  try {
    const created = await create(run);
    await send(created);
    await withThumbnail(createClient(run), created.metadata.id);
    item = await itemOf(run, created.metadata.id);
  } finally {
    await run.stop();
  }
  const data = openStageData(folder, STAGE);
  try {
    const { feedShards } = stages[STAGE]!;
    return [item.id!.S!, ...(await seed(data, run, { item, count: RECORDS - 1, feedShards }))];
  } finally {
    data.close();
  }
}

async function itemOf({ region, credentials, dynamodbEndpoint, names }: BenchRun, id: string): Promise<Item> {
  const table = new DynamoDBClient({ region, credentials, endpoint: dynamodbEndpoint });
  const [TableName] = Object.values(names.tables) as [string];
  const { Item } = await table.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
  table.destroy();
  return Item!;
}

/** Gives some records each of the faults that there are. */
async function plant(run: BenchRun, ids: readonly string[]): Promise<void> {
  const { faults, close } = planting(run);
  for (const [kind, code] of FINDING_CODES.entries())
    for (const id of ids.slice(kind * FAULTS, (kind + 1) * FAULTS)) await faults[code](id);
  close();
  await sleep(SECOND_MS);
}

/** Has the command compare all, as an operator would. @throws Error unless it finds what was planted, and no more */
async function reconciled(run: BenchRun): Promise<ReconciledFound> {
  run.calls.length = 0;
  const to = ['--base-url', run.baseUrl, '--api-key', run.apiKey];
  const args = [...to, '--grace', '0', '--wait', '--json'];
  // It exits with 1 where something is left.
  const { out, seconds } = await runEntry('reconcile/reconcile.ts', args, {
    patienceMs: PATIENCE_MS,
    codes: [1],
  });
  const planted = Object.fromEntries(FINDING_CODES.map((code) => [code, FAULTS]));
  const { records, objects, findings } = checkReport(out, { records: RECORDS, planted });
  const calls = run.calls.filter(({ function: name }) => name === 'ReconcilerFunction').length;
  if (calls < objects / RUN_CALLS.versionsAListing) throw new Error('No calls of the reconciler were seen.');
  return { records, objects, faults: findings, seconds, calls };
}
