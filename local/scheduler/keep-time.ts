import type { Timetable } from './timetable.ts';

/** Longer ones end at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * Calls back whenever it is due, until it is stopped. What was due while the machine slept is made up for once. It holds no
 * process up.
 */
export function keepTime({ next }: Timetable, onDue: (due: number) => void): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const wait = (due: number) => {
    const left = due - Date.now();
    if (left > 0) {
      timer = setTimeout(wait, Math.min(left, LONGEST_TIMEOUT), due).unref();
      return;
    }
    onDue(due);
    plan();
  };
  const plan = () => {
    const due = next(Date.now());
    if (due !== undefined) wait(due);
  };
  plan();
  return { stop: () => clearTimeout(timer) };
}
