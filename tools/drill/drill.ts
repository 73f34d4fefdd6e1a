import type { Fault } from './faults/fault.ts';
import { REQUESTS } from './faults/traffic-rates.ts';
import { type Rehearsal, type RehearsalOptions, rehearse } from './rehearsal/rehearse.ts';
import { deafAlarms, judge, judgeHealth, type Row, unheardAlarms } from './verdict.ts';

/** What a drill showed. */
export interface DrillResult {
  rows: Row[];
  /** Why it failed, a sentence each; none when all is well. */
  problems: string[];
  /** Alarms that none of the faults rang. */
  unheard: string[];
}

export interface DrillOptions extends RehearsalOptions {
  faults: readonly Fault[];
  /** All faults that there are: also fail for alarms that cannot hear anything. */
  whole: boolean;
  report(line: string): void;
}

/** A run in which nothing goes wrong, with a healthy release under way. */
export const HEALTH: Fault = {
  name: 'nothing',
  minutes: 12,
  traffic: REQUESTS,
  happened: () => true,
  silent: 'health',
};

/** Rehearses one fault after the other. @throws Error when the template has something that the drill cannot judge */
export async function drill({ faults, whole, report, ...options }: DrillOptions): Promise<DrillResult> {
  const rehearsals: Rehearsal[] = [];
  const run = async (fault: Fault, scene: Parameters<typeof rehearse>[1]) => {
    const rehearsal = await rehearse(fault, scene, options);
    rehearsals.push(rehearsal);
    return rehearsal;
  };
  report('Nothing goes wrong.');
  const health = await run(HEALTH, 'engines');
  const problems = judgeHealth(health).map((problem) => `In a healthy run: ${problem}.`);
  const rows: Row[] = [];
  for (const problem of problems) report(problem);
  for (const fault of faults) {
    report(`${fault.name}.`.replace(/^./, (first) => first.toUpperCase()));
    const everything = await run(fault, fault.bundle ? 'everything' : 'engines');
    const release = fault.bundle ? await run(fault, 'new version') : everything;
    const row = judge(fault, { everything, release });
    rows.push(row);
    for (const { name, minutes } of row.rings) report(`  ${name} after ${minutes} minutes`);
    for (const problem of row.problems) {
      report(`  FAIL: ${problem}`);
      problems.push(`When ${fault.name}: ${problem}.`);
    }
  }
  if (whole) {
    problems.push(...deafAlarms(rehearsals).map((name) => `${name} watches a metric that nothing writes.`));
  }
  return { rows, problems, unheard: unheardAlarms(rehearsals) };
}
