import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NetworkError } from '../../client/errors.ts';
import { createDeletions, UNDO_MS } from '../../web/deletions.ts';
import { apiError, givenDeletions, record } from './given-deletions.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a deletion', () => {
  it('hides its records at once, and sends DELETE under If-Match only after ten seconds', async () => {
    const { deletions, sent, gone, announced, countdowns } = givenDeletions();
    deletions.remove([record('a'), record('b', { version: 7 })]);
    expect([deletions.isHidden('a'), deletions.isHidden('b'), deletions.isHidden('c')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(announced.map(({ records }) => records.length)).toEqual([2]);
    await vi.advanceTimersByTimeAsync(UNDO_MS - 100);
    expect(sent).toEqual([]);
    expect(countdowns[0]!.closed).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(sent).toEqual([
      ['a', 3, 'usual'],
      ['b', 7, 'usual'],
    ]);
    expect(gone).toEqual(['a', 'b']);
    expect(countdowns[0]!.closed).toBe(true);
  });

  it('keeps what is gone hidden: a list that was asked for before may bring it once more', async () => {
    const { deletions } = givenDeletions();
    deletions.remove([record('a')]);
    await vi.advanceTimersByTimeAsync(UNDO_MS * 2);
    expect(deletions.isHidden('a')).toBe(true);
  });

  it('that is undone sends nothing, and brings its records back', async () => {
    const { deletions, sent, back, announced } = givenDeletions();
    deletions.remove([record('a'), record('b')]);
    await vi.advanceTimersByTimeAsync(5000);
    announced[0]!.undo();
    await vi.advanceTimersByTimeAsync(UNDO_MS * 2);
    expect(sent).toEqual([]);
    expect(back).toEqual(['a', 'b']);
    expect(deletions.isHidden('a')).toBe(false);
    announced[0]!.undo();
    announced[0]!.send();
    expect([back.length, sent.length]).toEqual([2, 0]);
  });

  it('waits as long as it is held', async () => {
    const { deletions, sent, announced, countdowns } = givenDeletions();
    deletions.remove([record('a')]);
    await vi.advanceTimersByTimeAsync(4000);
    announced[0]!.hold(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual([]);
    expect(countdowns[0]!.ticks.at(-1)).toBe(6000);
    announced[0]!.hold(false);
    await vi.advanceTimersByTimeAsync(5500);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toHaveLength(1);
  });

  it('goes at once, by requests that outlive the page, when the page is left', async () => {
    const { deletions, sent, gone } = givenDeletions();
    deletions.remove([record('a')]);
    await vi.advanceTimersByTimeAsync(3000);
    deletions.remove([record('b')]);
    deletions.leave();
    expect(sent).toEqual([
      ['a', 3, 'last'],
      ['b', 3, 'last'],
    ]);
    await vi.advanceTimersByTimeAsync(UNDO_MS * 2);
    expect(sent).toHaveLength(2);
    expect(gone).toEqual(['a', 'b']);
  });

  it('of many goes whole as the page is left: nothing goes on behind it', () => {
    const { deletions, sent } = givenDeletions();
    const many = Array.from({ length: 12 }, (_, at) => record(String(at)));
    deletions.remove(many);
    deletions.leave();
    expect(sent).toEqual(many.map(({ id }) => [id, 3, 'last']));
  });

  it('of many that is under way when the page is left goes whole as well', () => {
    const { deletions, sent, announced } = givenDeletions();
    deletions.remove(Array.from({ length: 12 }, (_, at) => record(String(at))));
    announced[0]!.send();
    deletions.leave();
    expect(new Set(sent.flatMap(([id, , kind]) => (kind === 'last' ? [id] : []))).size).toBe(12);
  });

  it('is one of several, each with a time and an undoing of its own, the latest first by keyboard', async () => {
    const { deletions, sent, back } = givenDeletions();
    deletions.remove([record('a')]);
    await vi.advanceTimersByTimeAsync(6000);
    deletions.remove([record('b')]);
    deletions.remove([record('b'), record('c')]);
    expect(deletions.undoLatest()).toBe(true);
    expect(back).toEqual(['c']);
    await vi.advanceTimersByTimeAsync(4500);
    expect(sent.map(([id]) => id)).toEqual(['a']);
    expect(deletions.undoLatest()).toBe(true);
    expect(deletions.undoLatest()).toBe(false);
    expect(back).toEqual(['c', 'b']);
  });

  it('finds it good that a record is gone already', async () => {
    const { deletions, gone, failures } = givenDeletions({ a: [apiError(404)] });
    deletions.remove([record('a')]);
    await vi.advanceTimersByTimeAsync(UNDO_MS * 2);
    expect([gone, failures]).toEqual([['a'], []]);
  });

  it('of a record that somebody has changed meanwhile brings it back, and says so', async () => {
    const { deletions, sent, gone, back, failures } = givenDeletions({ b: [apiError(412)] });
    deletions.remove([record('a'), record('b'), record('c')]);
    await vi.advanceTimersByTimeAsync(UNDO_MS * 2);
    expect(sent).toHaveLength(3);
    expect(gone).toEqual(['a', 'c']);
    expect(back).toEqual(['b']);
    expect(failures).toMatchObject([{ metadata: { id: 'b' }, error: { status: 412 } }]);
    expect(deletions.isHidden('b')).toBe(false);
  });

  it('is tried again after failures in passing, and told when they last', async () => {
    const offline = () => new NetworkError('no');
    const { deletions, sent, gone, back, failures } = givenDeletions({
      a: [offline(), apiError(500)],
      b: Array.from({ length: 9 }, offline),
    });
    deletions.remove([record('a'), record('b')]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sent.filter(([id]) => id === 'a')).toHaveLength(3);
    expect([gone, back]).toEqual([['a'], ['b']]);
    expect(failures).toHaveLength(1);
  });

  it('that broke off half-way is repeated with the version that it raised itself', async () => {
    const { deletions, sent, gone, current } = givenDeletions({ a: [apiError(500), apiError(412)] });
    current.set('a', record('a', { version: 4, updatedAt: 1_790_000_099_000 }));
    deletions.remove([record('a')]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent.map(([, ifMatch]) => ifMatch)).toEqual([3, 3, 4]);
    expect(gone).toEqual(['a']);
  });

  it('is not repeated over what somebody changed after it broke off', async () => {
    const { deletions, gone, back, current } = givenDeletions({ a: [apiError(500), apiError(412)] });
    current.set('a', record('a', { version: 4, title: 'Precious' }));
    deletions.remove([record('a')]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([gone, back]).toEqual([[], ['a']]);
  });

  it('sends a few at a time', async () => {
    const { deletions, sent } = givenDeletions();
    let under = 0;
    let most = 0;
    const slow = createDeletions({
      client: {
        remove: async () => {
          under += 1;
          most = Math.max(most, under);
          await new Promise((resolve) => setTimeout(resolve, 100));
          under -= 1;
        },
        get: () => Promise.reject(apiError(404)),
      },
      announce: () => ({ tick: () => undefined, close: () => undefined }),
      onChange: () => undefined,
      onGone: (id) => sent.push([id, undefined, 'usual']),
      onBack: () => undefined,
      onFailed: () => undefined,
    });
    slow.remove(Array.from({ length: 30 }, (_, at) => record(String(at))));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(30);
    expect(most).toBe(4);
    expect(deletions.isHidden('1')).toBe(false);
  });
});
