import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FINDING_CODES, FINDINGS, type FindingCode } from '../../../contract/findings.ts';
import { rest } from '../../../tools/soak/check/rest.ts';
import { command, photo, ReconciledStage } from './reconciled-stage.ts';

const RECORDS = 1000;
/** Of each kind. */
const EACH = 3;
const FOREIGN = ['imagesque/theirs.png', 'images', 'thumbnails-of-theirs/1/2.webp', 'images/theirs.png'];

const stage = new ReconciledStage();
/** Ids of the records that were given a fault. */
const planted = new Map<FindingCode, string[]>();

/** S3 tells no fractions of a second. */
async function reconcileLater(repair: boolean) {
  await pause(1000);
  return stage.reconcile(repair);
}

const found = Object.fromEntries(FINDING_CODES.map((code) => [code, EACH]));
const forPeople = Object.fromEntries(
  FINDING_CODES.filter((code) => FINDINGS[code] === 'person').map((code) => [code, EACH]),
);

describe('a thousand records, and what goes wrong with some', () => {
  it('agree with the bucket', { timeout: 120_000 }, async () => {
    const ids = await stage.records(RECORDS);
    await rest(stage.run);
    const report = await reconcileLater(true);
    expect(report).toMatchObject({ records: RECORDS, objects: 2 * RECORDS, findings: 0, left: 0 });
    for (const [kind, code] of FINDING_CODES.entries())
      planted.set(code, ids.slice(kind * EACH, (kind + 1) * EACH));
    for (const [code, those] of planted) for (const id of those) await stage.operator.faults[code](id);
    await stage.operator.foreign(FOREIGN);
  });

  it('are found to disagree, each kind of finding, and a dry run changes nothing', async () => {
    const before = await stage.operator.picture();
    const report = await reconcileLater(false);
    expect(report).toMatchObject({ foreign: 1, repaired: 0, spared: 'dry run' });
    expect(report.found).toEqual(found);
    expect(await stage.operator.picture()).toEqual(before);
  });

  it('are repaired, but for what needs a person', async () => {
    const report = await reconcileLater(true);
    expect(report.found).toEqual(found);
    expect(report.left).toBe(Object.keys(forPeople).length * EACH);
    expect((await reconcileLater(true)).found).toEqual(forPeople);
  });

  it('are as clients knew them before', async () => {
    for (const code of FINDING_CODES.filter((one) => FINDINGS[one] !== 'person')) {
      for (const id of planted.get(code)!) {
        const { metadata, preSignedUrl } = await stage.api.waitFor(
          id,
          ({ thumbhash }) => thumbhash !== undefined,
        );
        expect(metadata).toMatchObject({ status: 'ready', size: photo.length, contentVersion: 1 });
        const image = await fetch(preSignedUrl.url);
        expect(Buffer.from(await image.arrayBuffer())).toEqual(Buffer.from(photo));
        expect((await fetch(preSignedUrl.thumbnailUrl)).status).toBe(200);
      }
    }
    const keys = (await stage.operator.picture()).map((line) => line.split(' ')[0]);
    expect(keys).toEqual(expect.arrayContaining(FOREIGN));
  });

  it('are told of by the command', async () => {
    const to = ['--base-url', stage.run.baseUrl, '--api-key', stage.run.apiKey];
    const { code, out } = await command('reconcile', ...to, '--grace', '0');
    expect(code).toBe(1);
    expect(out).toMatch(/^ImageGone\s+3 {2}a person/m);
  });

  it('are looked at by the schedule of the stage, message by message', async () => {
    const reconciled = () => stage.run.logs.filter(({ line }) => line.includes('"Reconciled"')).length;
    const before = reconciled();
    const [schedule] = stage.run.schedules as [(typeof stage.run.schedules)[0]];
    expect(schedule.expression).toBe('rate(24 hours)');
    await schedule.fire();
    await expect.poll(reconciled, { timeout: 20_000 }).toBe(before + 1);
  });

  it('the reconciler itself may write no record', () => {
    const calls = stage.run.calls.filter(
      ({ function: name, service }) => name === 'ReconcilerFunction' && service === 'dynamodb',
    );
    expect([...new Set(calls.map(({ operation }) => operation))].sort()).toEqual([
      'BatchGetItem',
      'GetItem',
      'Scan',
    ]);
  });
});
