import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../client/errors.ts';
import { doToAll, type Outcome, outcomeWords } from '../../../../web/gallery/selection/bulk.ts';
import { someMetadata } from '../../metadata.ts';

const records = (count: number) =>
  Array.from({ length: count }, (_, at) => someMetadata({ id: String(at), filename: `${at}.png` }));
const busy = new ApiError(429, { message: 'no', code: 'TooManyRequests' });
const options = (fields = {}) => ({
  signal: new AbortController().signal,
  onProgress: () => undefined,
  ...fields,
});

const outwardly = ({ done, failures }: Outcome) => [done, failures.map(({ metadata }) => metadata.id)];

describe('doing something to all', () => {
  it('does it to each once, a few at a time, and tells how far it is', async () => {
    const seen: string[] = [];
    const progress: number[] = [];
    let under = 0;
    let most = 0;
    const outcome = await doToAll(
      records(20),
      async ({ id }) => {
        under += 1;
        most = Math.max(most, under);
        await new Promise((resolve) => setTimeout(resolve));
        under -= 1;
        seen.push(id);
      },
      options({ onProgress: (over: number) => progress.push(over) }),
    );
    expect(outcome).toEqual({ total: 20, done: 20, failures: [] });
    expect(new Set(seen).size).toBe(20);
    expect([most, progress.at(0), progress.at(-1)]).toEqual([4, 1, 20]);
  });

  it('goes on when some fail, and says which', async () => {
    const outcome = await doToAll(
      records(5),
      async ({ id }) => {
        if (id === '1' || id === '3') throw busy;
      },
      options(),
    );
    expect(outcome).toMatchObject({ total: 5, done: 3 });
    expect(outcome.failures.map(({ metadata }) => metadata.id)).toEqual(['1', '3']);
  });

  it('lets go of what is no longer there, and of nothing else', async () => {
    const gone: string[] = [];
    const missing = new ApiError(404, { message: 'no', code: 'NotFound' });
    const outcome = await doToAll(
      records(3),
      async ({ id }) => {
        if (id !== '0') throw id === '1' ? missing : busy;
      },
      options({ onGone: (id: string) => gone.push(id) }),
    );
    expect(gone).toEqual(['1']);
    expect(outwardly(outcome)).toEqual([1, ['1', '2']]);
  });

  it('begins nothing more when it is stopped, and calls what it broke off no failure', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const outcome = await doToAll(
      records(9),
      async ({ id }) => {
        seen.push(id);
        if (id === '2') stop.abort();
        stop.signal.throwIfAborted();
      },
      options({ signal: stop.signal, atOnce: 1 }),
    );
    expect(seen).toEqual(['0', '1', '2']);
    expect(outcome).toEqual({ total: 9, done: 2, failures: [] });
  });
});

const failures = (...names: string[]) =>
  names.map((filename) => ({ metadata: someMetadata({ filename }), error: busy }));

it.each([
  ['1 image tagged.', { total: 1, done: 1, failures: [] }],
  ['50 images tagged.', { total: 50, done: 50, failures: [] }],
  [
    '48 of 50 tagged; 2 failed: “a.png”, “b.png”: The service is busy. Try again in a moment.',
    { total: 50, done: 48, failures: failures('a.png', 'b.png') },
  ],
  ['3 of 4 tagged; 1 needed no change.', { total: 4, done: 3, soAlready: 1, failures: [] }],
  ['3 of 50 tagged; stopped before 47 others.', { total: 50, done: 3, failures: [] }],
  [
    '0 of 7 tagged; 7 failed: “1”, “2”, “3”, “4”, “5” and 2 more: The service is busy. Try again in a moment.',
    { total: 7, done: 0, failures: failures('1', '2', '3', '4', '5', '6', '7') },
  ],
])('%s', (words, outcome) => expect(outcomeWords('tagged', outcome)).toBe(words));

it('failures of several reasons are told by reason', () => {
  const [a, b, c] = failures('a', 'b', 'c');
  const gone = new Error('It has no image yet.');
  const words = outcomeWords('copied', { total: 3, done: 0, failures: [a!, { ...b!, error: gone }, c!] });
  expect(words).toBe(
    '0 of 3 copied; 3 failed: “a”, “c”: The service is busy. Try again in a moment. “b”: It has no image yet.',
  );
});

it('a name that is too long for a sentence is cut, and no character in two', () => {
  const title = `${'😀'.repeat(61)}`;
  const words = outcomeWords('tagged', {
    total: 1,
    done: 0,
    failures: [{ metadata: someMetadata({ title }), error: busy }],
  });
  expect(words).toContain(`“\u2068${'😀'.repeat(60)}…\u2069”`);
});
