import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPoller, SLOWLY } from '../../../../web/gallery/news/polling.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function givenPoller(outcomes: boolean[] = []) {
  const state = { needed: true, possible: true };
  const times: number[] = [];
  const start = Date.now();
  const poller = createPoller({
    needed: () => state.needed,
    possible: () => state.possible,
    poll: async () => {
      times.push(Date.now() - start);
      return outcomes[times.length - 1] ?? false;
    },
  });
  return { state, times, poller };
}

const pauses = (times: number[]) => times.map((time, index) => time - (times[index - 1] ?? 0));

it('asks with growing pauses as long as nothing changes, half a minute at most', async () => {
  const { times, poller } = givenPoller();
  poller.wake();
  await vi.advanceTimersByTimeAsync(300_000);
  const grown = pauses(times);
  expect(grown.slice(0, 3)).toEqual([800, 1200, 1800]);
  expect(grown.at(-1)).toBe(30_000);
  expect(times.length).toBeLessThan(22);
});

it('asks soon again after a change', async () => {
  const { times, poller } = givenPoller([false, false, true]);
  poller.wake();
  await vi.advanceTimersByTimeAsync(6000);
  expect(pauses(times)).toEqual([800, 1200, 1800, 800, 1200]);
});

it('does not ask while nothing is pending, and starts when something is', async () => {
  const { state, times, poller } = givenPoller();
  state.needed = false;
  poller.wake();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(times).toEqual([]);
  state.needed = true;
  poller.review();
  await vi.advanceTimersByTimeAsync(1000);
  expect(times).toHaveLength(1);
  state.needed = false;
  poller.review();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(times).toHaveLength(1);
});

it('rests while the tab is hidden or the network away', async () => {
  const { state, times, poller } = givenPoller();
  poller.wake();
  state.possible = false;
  poller.review();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(times).toEqual([]);
  state.possible = true;
  poller.review();
  await vi.advanceTimersByTimeAsync(1000);
  expect(times).toHaveLength(1);
});

it('goes on after a failed attempt', async () => {
  let attempts = 0;
  const poller = createPoller({
    needed: () => true,
    possible: () => true,
    poll: () => {
      attempts += 1;
      return Promise.reject(new Error('offline'));
    },
  });
  poller.wake();
  await vi.advanceTimersByTimeAsync(5000);
  poller.stop();
  expect(attempts).toBeGreaterThan(2);
});

it('asks slowly for what others make, at once when it is told to, and not twice at a time', async () => {
  const times: number[] = [];
  const start = Date.now();
  const poller = createPoller({
    needed: () => true,
    possible: () => true,
    pauses: SLOWLY,
    poll: async () => {
      times.push(Date.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return false;
    },
  });
  poller.wake();
  await vi.advanceTimersByTimeAsync(29_000);
  expect(times).toEqual([]);
  poller.now();
  poller.now();
  expect(times).toEqual([29_000]);
  await vi.advanceTimersByTimeAsync(3_600_000);
  poller.stop();
  expect(pauses(times).at(-1)).toBe(121_000);
  expect(times.length).toBeLessThan(35);
});
