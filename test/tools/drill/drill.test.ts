import { beforeAll, describe, expect, it } from 'vitest';
import { drill } from '../../../tools/drill/drill.ts';
import type { Fault } from '../../../tools/drill/faults/fault.ts';
import { FAULTS } from '../../../tools/drill/faults/faults.ts';
import { rehearse } from '../../../tools/drill/rehearsal/rehearse.ts';
import { judge } from '../../../tools/drill/verdict.ts';
import { assemblyOf } from '../../support/local-run.ts';

/** A minute here, ms. It takes longer where the machine is busy. */
const MS_PER_MINUTE = 300;

const named = (name: string): Fault => FAULTS.find((fault) => fault.name === name)!;

let assembly: string;
beforeAll(async () => {
  assembly = await assemblyOf('prod');
}, 120_000);

describe('the drill of prod', () => {
  it('rings for an API that answers 500, by the release alarms at the first tenth of the traffic', async () => {
    const faults = [named('every API answer is 500')];
    const options = { assembly, msPerMinute: MS_PER_MINUTE, faults, whole: false, report: () => {} };
    const { rows, problems } = await drill(options);
    expect(problems).toEqual([]);
    expect(rows[0]!.rings.map(({ runbook }) => runbook)).toContain('api-5xx');
    expect(rows[0]!.recall).toMatchObject({ groups: 3, of: 3 });
  }, 300_000);

  it('takes back a release that fails every message', async () => {
    const fault = named('every message fails');
    const release = await rehearse(fault, 'new version', { assembly, msPerMinute: MS_PER_MINUTE });
    expect(judge(fault, { everything: release, release })).toMatchObject({
      problems: [],
      recall: { groups: 3, of: 3 },
    });
  }, 300_000);

  it('finds one poison message as a dead letter, and lets the release go on', async () => {
    const fault = named('one poison message');
    const run = await rehearse(fault, 'engines', { assembly, msPerMinute: MS_PER_MINUTE });
    const row = judge(fault, { everything: run, release: run });
    expect(row).toMatchObject({ problems: [], recall: undefined });
    expect(row.rings.map(({ runbook }) => runbook)).toContain('dead-letters');
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
    ]),
  );
});
