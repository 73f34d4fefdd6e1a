import { expect, it } from 'vitest';
import { VirtualClock } from '../../../../tools/drill/rehearsal/clock.ts';

it('has minutes that take as long as they take', () => {
  const clock = new VirtualClock(1000, 500);
  clock.endMinute(2000);
  clock.endMinute(5000);
  expect(clock.minute).toBe(2);
  expect([1000, 1500, 2000, 3500, 5000].map((ms) => clock.minuteAt(ms))).toEqual([0, 0.5, 1, 1.5, 2]);
});

it('knows how long a minute takes, and supposes it of the present one', () => {
  const clock = new VirtualClock(1000, 500);
  expect(clock.msPerMinute).toBe(500);
  clock.endMinute(2000);
  clock.endMinute(5000);
  expect(clock.msPerMinute).toBe(2000);
  expect(clock.minuteAt(6000)).toBe(2.5);
});

it('is negative for what was before it', () => {
  expect(new VirtualClock(1000, 500).minuteAt(500)).toBe(-1);
});
