import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepTime } from '../../../local/scheduler/keep-time.ts';
import { timetableOf } from '../../../local/scheduler/timetable.ts';

const CREATED = Date.UTC(2030, 0, 1, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const times = (expression: string, count: number, bounds: object = {}) => {
  const { next } = timetableOf(expression, { created: CREATED, ...bounds });
  const found: (string | undefined)[] = [];
  let after: number | undefined = CREATED;
  while (found.length < count && after !== undefined) {
    after = next(after);
    found.push(after === undefined ? undefined : new Date(after).toISOString().slice(0, 16));
  }
  return found;
};

describe('a timetable', () => {
  it.each([
    ['rate(1 minute)', '2030-01-01T12:01', '2030-01-01T12:02'],
    ['rate(90 minutes)', '2030-01-01T13:30', '2030-01-01T15:00'],
    ['rate(6 hours)', '2030-01-01T18:00', '2030-01-02T00:00'],
    ['rate(30 days)', '2030-01-31T12:00', '2030-03-02T12:00'],
  ])('of %s begins one interval after the start', (expression, ...expected) => {
    expect(times(expression, 2)).toEqual(expected);
  });

  it('goes on from now after a time in which nothing was looked at', () => {
    const { next } = timetableOf('rate(1 hour)', { created: CREATED });
    expect(next(CREATED + 5.5 * HOUR)).toBe(CREATED + 6 * HOUR);
    expect(next(CREATED + 6 * HOUR)).toBe(CREATED + 7 * HOUR);
  });

  it('begins with its StartDate, and ends with its EndDate', () => {
    const bounds = { StartDate: '2030-01-01T12:30:00Z', EndDate: '2030-01-01T13:30:00Z' };
    expect(times('rate(1 hour)', 3, bounds)).toEqual(['2030-01-01T12:30', '2030-01-01T13:30', undefined]);
  });

  it('of one time has that, unless it is over', () => {
    expect(times('at(2030-02-28T01:02:03)', 2)).toEqual(['2030-02-28T01:02', undefined]);
    expect(times('at(2029-02-28T01:02:03)', 1)).toEqual([undefined]);
  });

  it.each([
    'rate(0 hours)',
    'rate(1 week)',
    'rate(1.5 hours)',
    'every hour',
    'cron(0 3 * * ?)',
    'at(2030-02-31T00:00:00)',
    'at(tomorrow)',
  ])('is not made of %s, which AWS refuses', (expression) => {
    expect(() => timetableOf(expression, { created: CREATED })).toThrow(
      `has the ScheduleExpression "${expression}"`,
    );
  });

  it('says what it does not know', () => {
    expect(() => timetableOf('cron(0 3 * * ? *)', { created: CREATED })).toThrow(
      'is due by cron(0 3 * * ? *)',
    );
    const bounds = { created: CREATED, timezone: 'Europe/Berlin' };
    expect(() => timetableOf('at(2030-01-01T00:00:00)', bounds)).toThrow('by the clock of Europe/Berlin');
  });
});

describe('keeping time', () => {
  beforeEach(() => void vi.useFakeTimers({ now: CREATED }));
  afterEach(() => void vi.useRealTimers());

  it('calls back whenever it is due, until it is stopped', () => {
    const due: number[] = [];
    const clock = keepTime(timetableOf('rate(5 minutes)', { created: CREATED }), (time) => due.push(time));
    vi.advanceTimersByTime(5 * MINUTE - 1);
    expect(due).toEqual([]);
    vi.advanceTimersByTime(5 * MINUTE + 1);
    expect(due).toEqual([CREATED + 5 * MINUTE, CREATED + 10 * MINUTE]);
    clock.stop();
    vi.advanceTimersByTime(HOUR);
    expect(due).toHaveLength(2);
  });

  it('waits longer than one timer can', () => {
    const due: number[] = [];
    const made = vi.spyOn(globalThis, 'setTimeout');
    keepTime(timetableOf('rate(60 days)', { created: CREATED }), (time) => due.push(time));
    expect(made.mock.calls[0]?.[1]).toBeLessThan(2 ** 31);
    made.mockRestore();
    vi.advanceTimersByTime(60 * DAY - 1);
    expect(due).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(due).toEqual([CREATED + 60 * DAY]);
  });

  it('holds no process up', () => {
    vi.useRealTimers();
    const made = vi.spyOn(globalThis, 'setTimeout');
    const clock = keepTime(timetableOf('rate(1 day)', { created: Date.now() }), () => {});
    expect(made.mock.results[0]?.value.hasRef()).toBe(false);
    clock.stop();
    made.mockRestore();
  });

  it('makes up once for what was due while the machine slept', () => {
    const due: number[] = [];
    keepTime(timetableOf('rate(1 hour)', { created: CREATED }), (time) => due.push(time));
    vi.setSystemTime(CREATED + 5.5 * HOUR);
    vi.advanceTimersByTime(HOUR);
    expect(due).toEqual([CREATED + HOUR]);
    vi.advanceTimersByTime(HOUR);
    expect(due).toEqual([CREATED + HOUR, CREATED + 7 * HOUR]);
  });
});
