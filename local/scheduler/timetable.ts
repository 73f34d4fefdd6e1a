import { NotKnown } from './not-known.ts';

/** When a schedule is due. */
export interface Timetable {
  /** The first time after this one, undefined when there is none; epoch ms, both. */
  next(after: number): number | undefined;
}

interface Bounds {
  /** Of a rate: when it was created, epoch ms. It is due one interval later. */
  created: number;
  /** What `at` means its time in; UTC when left out. */
  timezone?: string | undefined;
  /** ISO 8601. A rate is due at the start itself, and nothing after the end. */
  StartDate?: string | undefined;
  EndDate?: string | undefined;
}

const MINUTE = 60_000;
const UNITS: Record<string, number> = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };

/**
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @throws NotKnown for what only AWS reads; Error for what it refuses
 */
export function timetableOf(expression: string, bounds: Bounds): Timetable {
  const end = timeOf(bounds.EndDate, 'EndDate') ?? Number.POSITIVE_INFINITY;
  const { next } = rate(expression, bounds) ?? at(expression, bounds) ?? notKnown(expression);
  return {
    next(after) {
      const due = next(after);
      return due !== undefined && due <= end ? due : undefined;
    },
  };
}

function rate(expression: string, { created, StartDate }: Bounds): Timetable | undefined {
  const [, count, unit = ''] = /^rate\((\d+)\s+(minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count === undefined) return undefined;
  const interval = Number(count) * UNITS[unit]!;
  if (interval === 0) throw refused(expression, 'whose value is not positive');
  const start = timeOf(StartDate, 'StartDate');
  const origin = start ?? created;
  const first = start === undefined ? 1 : 0;
  return {
    next: (after) => origin + interval * Math.max(first, Math.floor((after - origin) / interval) + 1),
  };
}

function at(expression: string, { timezone = 'UTC' }: Bounds): Timetable | undefined {
  const [, text] = /^at\((.*)\)$/.exec(expression) ?? [];
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  // Date makes the 3rd of March of the 31st of February.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== text) {
    throw refused(expression, 'which is no time such as at(2030-12-31T23:59:59)');
  }
  if (timezone !== 'UTC') throw new NotKnown(`is due by the clock of ${timezone}`);
  return { next: (after) => (time > after ? time : undefined) };
}

function notKnown(expression: string): never {
  if (/^cron\((?:\S+\s+){5}\S+\)$/.test(expression)) throw new NotKnown(`is due by ${expression}`);
  throw refused(expression, 'which is no rate, cron or at of AWS');
}

function timeOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Error(`has the ${name} "${text}", which is no time`);
  return time;
}

const refused = (expression: string, why: string) =>
  new Error(`has the ScheduleExpression "${expression}", ${why}`);
