import { beforeAll, describe, expect, it } from 'vitest';
import { HEALTH } from '../../../tools/drill/drill.ts';
import { DRILL_SETTINGS, DRILLED } from '../../../tools/drill/drilled-stage.ts';
import type { Fault } from '../../../tools/drill/faults/fault.ts';
import { FAULTS } from '../../../tools/drill/faults/faults.ts';
import { rehearse } from '../../../tools/drill/rehearsal/rehearse.ts';
import { judge, judgeHealth } from '../../../tools/drill/verdict.ts';
import { assemblyOf } from '../../support/local-run.ts';

/** A minute here, ms. It takes longer where the machine is busy. */
const MS_PER_MINUTE = 300;

const named = (name: string): Fault => FAULTS.find((fault) => fault.name === name)!;

let assembly: string;
beforeAll(async () => {
  assembly = await assemblyOf(DRILLED, DRILL_SETTINGS);
}, 120_000);

// Of each kind of verdict one; `npm run drill` rehearses them all, the long ones of messages and dead letters too.
describe('the drill of prod', () => {
  it('rings for nothing in health', async () => {
    const health = { ...HEALTH, minutes: 5 };
    const run = await rehearse(health, 'engines', { assembly, msPerMinute: MS_PER_MINUTE });
    expect(judgeHealth(run)).toEqual([]);
  }, 300_000);

  it('takes back a release that answers 500, at the first tenth of the traffic', async () => {
    const fault = named('every API answer is 500');
    const release = await rehearse(fault, 'new version', { assembly, msPerMinute: MS_PER_MINUTE });
    const row = judge(fault, { everything: release, release });
    expect(row).toMatchObject({ problems: [], recall: { groups: 3, of: 7 } });
  }, 300_000);
});

it('rehearses every kind of fault, each under a name of its own', () => {
  const names = FAULTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining([
      'every API answer is 500',
      'the API is slow',
      'every message fails',
      'one poison message',
      'S3 reads denied',
      'the table is throttled',
      'queue send denied',
      'thumbnailer out of memory',
      'dead letters growing',
      'a burst beyond the throttle',
      'the relay crashes',
      'no queue takes what follows a change, for over an hour',
      'the cleaner may delete nothing',
      'the secret of a webhook is gone',
      'the receiver of a webhook is down',
      'an image is deleted by hand',
    ]),
  );
});
