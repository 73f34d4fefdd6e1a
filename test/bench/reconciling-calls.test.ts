import { describe, expect, it } from 'vitest';
import { callsOfRun, RUN_CALLS } from '../../bench/cost/reconciling.ts';
import { KnownRecords } from '../../lambdas/reconciler/reading/known-records.ts';
import { feedOf } from '../../lambdas/shared/index-keys.ts';
import { newObjectKey } from '../../lambdas/shared/objects/object-key.ts';
import { thumbnailKey } from '../../lambdas/shared/objects/thumbnail.ts';
import { sortKeyOf } from '../../lambdas/shared/record.ts';
import { given, INCARNATION, LONG_AGO, SHARDS } from '../lambdas/reconciler/given.ts';
import { GivenStage } from '../lambdas/reconciler/given-stage.ts';
import { FakeTable } from '../lambdas/support/fake-table.ts';

const RECORDS = 2_000;
const OBJECTS = RECORDS * RUN_CALLS.objectsARecord;

/** A call to the table, and whether it was a consistent read, which costs twice as much. */
interface TableCall {
  name: string;
  isConsistent: boolean;
}

/** A stage of which all agrees, whose calls to the table are counted. */
function givenAgreement(): { stage: GivenStage; tableCalls: TableCall[] } {
  const table = new FakeTable();
  const tableCalls: TableCall[] = [];
  const send = (command: { input: object }) => {
    const isConsistent = JSON.stringify(command.input).includes('"ConsistentRead":true');
    tableCalls.push({ name: command.constructor.name.replace(/Command$/, ''), isConsistent });
    return table.client.send(command as never);
  };
  const stage = new GivenStage({ records: new KnownRecords({ send } as never, 'records') });
  for (let n = 0; n < RECORDS; n++) {
    const id = `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
    const key = newObjectKey({ id, incarnation: INCARNATION }, 'a.png');
    const versionId = stage.bucket.put(key, Buffer.from('image')).id;
    stage.bucket.put(thumbnailKey(key), Buffer.from('thumbnail'));
    const thumbnail = { key: thumbnailKey(key), width: 1, height: 1, thumbhash: 'x' };
    const { item } = given({ objectKeys: [key], versionId, thumbnail });
    const own = { id, feed: feedOf(id, SHARDS), sortKey: sortKeyOf(LONG_AGO, id) };
    const texts = Object.entries(own).map(([name, S]) => [name, { S }]);
    table.items.set(id, { ...item, ...Object.fromEntries(texts) });
  }
  return { stage, tableCalls };
}

function countByName(calls: readonly { name: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name } of calls) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

describe('a run of the reconciler, call by call', () => {
  it('makes the calls that docs/cost.md counts, and no others', async () => {
    const { stage, tableCalls } = givenAgreement();
    const { report } = await stage.run();
    expect(report).toMatchObject({ objects: OBJECTS, records: RECORDS, findings: 0 });
    const { listings, batches, scans, heads } = callsOfRun(OBJECTS);
    expect(countByName(stage.bucket.asked)).toEqual({ ListObjectVersions: listings, HeadObject: heads });
    const { BatchGetItem, ...others } = countByName(tableCalls);
    expect(others).toEqual({ Scan: scans });
    // The last id of a page is whole with the next page, so that the last page of each of the two listings asks once more.
    expect(BatchGetItem).toBe(batches + 2);
    expect(tableCalls.filter(({ isConsistent }) => isConsistent)).toEqual([]);
    expect(stage.rechecks).toEqual([]);
  });
});
