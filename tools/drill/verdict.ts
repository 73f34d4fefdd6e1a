import type { Fault } from './faults/fault.ts';
import type { Rehearsal } from './rehearsal/rehearse.ts';

/** An alarm that rang. */
export interface Ring {
  name: string;
  /** After the fault's beginning. */
  minutes: number;
  runbook: string | undefined;
  /** Somebody is told, and does not only find it in the console. */
  notifies: boolean;
}

/** What became of a release that was under way. */
interface Recall {
  /** Minutes after the fault's beginning. */
  minutes: number;
  /** The first alarms that stop it. */
  by: Pick<Ring, 'name' | 'runbook'>[];
  /** Deployment groups that stop, and how many there are. */
  groups: number;
  of: number;
}

/** A line of the drill's table. */
export interface Row {
  fault: string;
  rings: Ring[];
  /** Undefined when the release goes through. */
  recall: Recall | undefined;
  /** Why nothing is to ring. */
  silent: string | undefined;
  /** What the drill fails for. */
  problems: string[];
}

/** The rehearsals of one fault: one where it is in engines, two where it can be in a release alone. */
export interface Rehearsed {
  everything: Rehearsal;
  release: Rehearsal;
}

/** Judges what the rehearsals of a fault showed. */
export function judge(fault: Fault, { everything, release }: Rehearsed): Row {
  const rings = ringsOf(everything);
  const recall = recallOf(release);
  const problems = [...new Set([everything, release])].flatMap((rehearsal) => [
    ...falseAlarms(rehearsal),
    ...(rehearsal.happened ? [] : ['it did not happen: the fault left no trace']),
  ]);
  if (!rings.some(({ notifies }) => notifies) && fault.silent === undefined) {
    problems.push('no alarm rings that tells anybody');
  }
  if (rings.length > 0 && fault.silent !== undefined) {
    problems.push(`${namesOf(rings)} rings, and nothing should: ${fault.silent}`);
  }
  for (const { name, runbook } of [...rings, ...(recall?.by ?? [])]) {
    if (runbook === undefined) problems.push(`${name} names no section of the runbook`);
  }
  if (fault.bundle && !recall) problems.push('the release that has it goes through');
  return { fault: fault.name, rings, recall, silent: fault.silent, problems };
}

/** What rings in a run in which nothing goes wrong. */
export function judgeHealth(rehearsal: Rehearsal): string[] {
  return [
    ...falseAlarms(rehearsal),
    ...ringsOf(rehearsal).map(({ name, minutes }) => `${name} rings after ${minutes} minutes`),
  ];
}

/** Names of alarms on metrics that no function ever wrote: these alarms cannot ring. */
export function deafAlarms(rehearsals: readonly Rehearsal[]): string[] {
  const measured = new Set(rehearsals.flatMap((rehearsal) => rehearsal.measured));
  const custom = rehearsals
    .flatMap(({ alarms }) => alarms)
    .filter(({ metricKeys }) => metricKeys.some((key) => !key.startsWith('AWS/')));
  const heard = new Set(
    custom.filter(({ metricKeys }) => metricKeys.every((key) => measured.has(key))).map(({ name }) => name),
  );
  return [...new Set(custom.map(({ name }) => name))].filter((name) => !heard.has(name));
}

/** Names of alarms that rang in none of the rehearsals. */
export function unheardAlarms(rehearsals: readonly Rehearsal[]): string[] {
  const all = new Set(rehearsals.flatMap(({ alarms }) => alarms.map(({ name }) => name)));
  const heard = new Set(rehearsals.flatMap((rehearsal) => ringsOf(rehearsal).map(({ name }) => name)));
  return [...all].filter((name) => !heard.has(name)).sort();
}

const namesOf = (rings: Ring[]) => rings.map(({ name }) => name).join(', ');

/** The first ring of each alarm, in the order of time. */
function ringsOf({ alarms, began }: Pick<Rehearsal, 'alarms' | 'began'>): Ring[] {
  return alarms
    .flatMap(({ name, runbook, notifies, history }) => {
      const first = history.find(({ minute, to }) => to === 'ALARM' && minute > began);
      return first ? [{ name, runbook, notifies, minutes: first.minute - began }] : [];
    })
    .sort((a, b) => a.minutes - b.minutes);
}

const falseAlarms = ({ alarms, began }: Rehearsal): string[] =>
  alarms
    .filter(({ history }) => history.some(({ minute, to }) => to === 'ALARM' && minute <= began))
    .map(({ name }) => `${name} rings while all is well`);

function recallOf({ alarms, groups, began }: Rehearsal): Recall | undefined {
  const rings = ringsOf({ alarms, began });
  const stops = groups
    .map((group) => {
      const named = alarms.filter(({ ref }) => group.alarms.includes(ref)).map(({ name }) => name);
      return rings.filter(({ name, minutes }) => named.includes(name) && minutes <= group.minutes);
    })
    .filter((stopping) => stopping.length > 0);
  const all = stops.flat();
  if (all.length === 0) return undefined;
  const minutes = Math.min(...all.map((ring) => ring.minutes));
  const first = all.filter((ring) => ring.minutes === minutes);
  const by = [...new Map(first.map(({ name, runbook }) => [name, { name, runbook }])).values()];
  return { minutes, by, groups: stops.length, of: groups.length };
}
