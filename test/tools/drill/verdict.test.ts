import { describe, expect, it } from 'vitest';
import type { Transition } from '../../../tools/drill/cloudwatch/history.ts';
import type { Fault } from '../../../tools/drill/faults/fault.ts';
import type { Rehearsal } from '../../../tools/drill/rehearsal/rehearse.ts';
import { shiftMinutes } from '../../../tools/drill/release.ts';
import { table } from '../../../tools/drill/table.ts';
import { deafAlarms, judge, judgeHealth, unheardAlarms } from '../../../tools/drill/verdict.ts';

const BEGAN = 5;
const TRAFFIC = { uploads: 1, reads: 0 };
const fault = (rest: Partial<Fault> = {}): Fault => ({
  name: 'it breaks',
  minutes: 10,
  traffic: TRAFFIC,
  happened: () => true,
  ...rest,
});
const bundle = { function: 'f', code: '' };

/** A rehearsal in which alarms rang at these minutes. */
function rehearsal(rings: Record<string, number[]>, rest: Partial<Rehearsal> = {}): Rehearsal {
  const history = (minutes: number[]): Transition[] => minutes.map((minute) => ({ minute, to: 'ALARM' }));
  return {
    alarms: Object.entries(rings).map(([name, minutes]) => ({
      name,
      ref: name,
      runbook: `section-${name}`,
      notifies: name !== 'release',
      metricKeys: [`Own ${name} {}`],
      history: history(minutes),
    })),
    groups: [{ name: 'group', alarms: ['release'], minutes: 10 }],
    began: BEGAN,
    happened: true,
    measured: [],
    ...rest,
  };
}

const judged = (one: Fault, everything: Rehearsal, release = everything) =>
  judge(one, { everything, release });

describe('the drill fails', () => {
  it.each<[string, Fault, Rehearsal, Rehearsal, RegExp]>([
    ['when a fault rings nothing', fault(), rehearsal({ a: [] }), rehearsal({}), /no alarm rings/],
    [
      'when it rings only what tells nobody',
      fault(),
      rehearsal({ release: [9] }),
      rehearsal({}),
      /no alarm rings/,
    ],
    [
      'when something rings before it began',
      fault(),
      rehearsal({ a: [5, 9] }),
      rehearsal({}),
      /a rings while all/,
    ],
    [
      'when the fault left no trace',
      fault(),
      rehearsal({ a: [9] }, { happened: false }),
      rehearsal({}),
      /no trace/,
    ],
    [
      'when a broken release goes through',
      fault({ bundle }),
      rehearsal({ a: [9] }),
      rehearsal({ a: [9], release: [16] }),
      /goes through/,
    ],
    [
      'when something rings though nothing should',
      fault({ silent: 'by design' }),
      rehearsal({ a: [9] }),
      rehearsal({}),
      /a rings, and nothing should: by design/,
    ],
  ])('%s', (_, one, everything, release, problem) => {
    expect(judged(one, everything, release).problems.join()).toMatch(problem);
  });

  it('when health rings anything, at any time', () => {
    expect(judgeHealth(rehearsal({ a: [3], b: [9] })).join()).toMatch(/a rings.*b rings after 4/);
    expect(judgeHealth(rehearsal({ a: [] }))).toEqual([]);
  });

  it('when an alarm watches what no function ever writes', () => {
    const runs = [rehearsal({ a: [], b: [] }, { measured: ['Own a {}'] }), rehearsal({ a: [], b: [] })];
    expect(deafAlarms(runs)).toEqual(['b']);
  });
});

it('takes a release back within the time of its shift, by the alarms of its group alone', () => {
  const release = rehearsal({ other: [6], release: [15] });
  const row = judged(fault({ bundle }), rehearsal({ other: [9] }), release);
  expect(row.problems).toEqual([]);
  expect(row.recall).toEqual({
    minutes: 10,
    by: [{ name: 'release', runbook: 'section-release' }],
    groups: 1,
    of: 1,
  });
});

it('says nothing of a fault that is meant to be silent, and is', () => {
  expect(judged(fault({ silent: 'by design' }), rehearsal({ a: [] })).problems).toEqual([]);
});

it('names the alarms that nothing rang', () => {
  expect(unheardAlarms([rehearsal({ a: [9], b: [] }), rehearsal({ a: [], c: [] })])).toEqual(['b', 'c']);
});

it('prints a row a fault, with the sections of the runbook', () => {
  const rows = [
    judged(fault(), rehearsal({ 'prod-late': [9], release: [7] })),
    judged(fault({ silent: 'by design' }), rehearsal({})),
  ];
  expect(table(rows, 'prod-').split('\n').slice(2)).toEqual([
    '| it breaks | late | 4 | taken back after 2: release | [section-prod-late](#section-prod-late)<br>[section-release](#section-release) |',
    '| it breaks | none: by design |  | goes on |  |',
  ]);
});

describe('a shift', () => {
  it.each([
    ['CodeDeployDefault.LambdaLinear10PercentEvery1Minute', 10],
    ['CodeDeployDefault.LambdaLinear10PercentEvery3Minutes', 30],
    ['CodeDeployDefault.LambdaCanary10Percent5Minutes', 5],
    ['CodeDeployDefault.LambdaAllAtOnce', 0],
  ])('by %s takes %d minutes', (config, minutes) => {
    expect(shiftMinutes(config)).toBe(minutes);
  });

  it('of another kind is refused by name', () => {
    expect(() => shiftMinutes('Custom.Slow')).toThrow('Custom.Slow');
  });
});
