import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SignedIn } from '../../../web/users/issuer.ts';
import { createSession, type SessionOptions } from '../../../web/users/session.ts';

const HOUR_MS = 3_600_000;
let now: number;
let count: number;

const signed = (change: Partial<SignedIn> = {}): SignedIn => ({
  accessToken: `token ${++count}`,
  expiresAt: now + HOUR_MS,
  refreshToken: 'refresh',
  idToken: 'id',
  person: { id: 'ann', name: 'Ann' },
  ...change,
});

const refresh = vi.fn<SessionOptions['refresh']>();
const again = vi.fn<SessionOptions['again']>();

beforeEach(() => {
  now = 1_000_000_000;
  count = 0;
  refresh.mockReset().mockImplementation(async () => signed());
  again.mockReset().mockImplementation(async () => signed());
});

const sessionOf = (first: SignedIn) =>
  createSession(first, {
    refresh,
    again,
    isPassing: (error) => (error as Error).message === 'busy',
    unreachable: () => new Error('unreachable'),
    now: () => now,
  });

describe('a session', () => {
  it('gives its token from memory as long as that works', async () => {
    const { token } = sessionOf(signed());
    expect([await token(), await token()]).toEqual(['token 1', 'token 1']);
    expect(refresh).not.toHaveBeenCalled();
  });

  it('renews shortly before the end, and lets nobody wait for it', async () => {
    const { token } = sessionOf(signed());
    now += HOUR_MS - 59_000;
    expect(await token()).toBe('token 1');
    await vi.waitFor(async () => expect(await token()).toBe('token 2'));
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(refresh.mock.calls[0]![0]).toBe('refresh');
  });

  it('renews once for all who ask when it is over', async () => {
    const { token } = sessionOf(signed());
    now += HOUR_MS;
    expect(await Promise.all([token(), token(), token()])).toEqual(['token 2', 'token 2', 'token 2']);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('renews once when the service refuses a token, and gives those who come late the new one', async () => {
    const { token } = sessionOf(signed());
    now += 120_000;
    expect(await Promise.all([token('token 1'), token('token 1')])).toEqual(['token 2', 'token 2']);
    expect(await token('token 1')).toBe('token 2');
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(again).not.toHaveBeenCalled();
  });

  it('sends the refresh token that came last', async () => {
    const { token } = sessionOf(signed());
    refresh.mockImplementationOnce(async () => signed({ refreshToken: 'second' }));
    await token('token 1');
    now += HOUR_MS;
    await token();
    expect(refresh.mock.calls.map(([given]) => given)).toEqual(['refresh', 'second']);
  });

  it('asks the person once when the issuer does not take the refresh token any more', async () => {
    const { token } = sessionOf(signed());
    now += HOUR_MS;
    refresh.mockRejectedValue(new Error('invalid_grant'));
    expect(await Promise.all([token(), token()])).toEqual(['token 2', 'token 2']);
    expect(again).toHaveBeenCalledTimes(1);
    expect(again.mock.calls[0]![1]).toBe(false);
  });

  it('asks the person when there is no refresh token', async () => {
    const { token } = sessionOf(signed({ refreshToken: undefined }));
    now += HOUR_MS - 1;
    expect(await token()).toBe('token 1');
    now += 1;
    expect(await token()).toBe('token 2');
    expect(refresh).not.toHaveBeenCalled();
  });

  it('signs nobody out while the issuer cannot be reached', async () => {
    const { token } = sessionOf(signed());
    refresh.mockRejectedValue(new Error('busy'));
    now += HOUR_MS;
    await expect(token()).rejects.toThrow('unreachable');
    expect(again).not.toHaveBeenCalled();
    refresh.mockImplementation(async () => signed());
    expect(await token()).toBe('token 2');
  });

  it('goes on with a token that still works while the issuer cannot be reached', async () => {
    const { token } = sessionOf(signed());
    refresh.mockRejectedValue(new Error('busy'));
    now += HOUR_MS - 1000;
    expect(await token()).toBe('token 1');
    await vi.waitFor(() => expect(refresh).toHaveBeenCalled());
    expect(await token()).toBe('token 1');
  });

  it('does not renew again and again what the service refuses, but asks the person', async () => {
    const { token } = sessionOf(signed());
    expect(await token('token 1')).toBe('token 2');
    expect(await token('token 2')).toBe('token 3');
    expect(again.mock.calls[0]![1]).toBe(true);
    expect([refresh.mock.calls.length, again.mock.calls.length]).toEqual([1, 1]);
  });

  it('does not know when a token ends that does not say so, until it is refused', async () => {
    const { token } = sessionOf(signed({ expiresAt: undefined }));
    now += 100 * HOUR_MS;
    expect(await token()).toBe('token 1');
    expect(await token('token 1')).toBe('token 2');
  });

  it('that has ended gives nothing any more, and says what is to be taken back', async () => {
    const { token, end } = sessionOf(signed());
    expect(end()).toMatchObject({ refreshToken: 'refresh', idToken: 'id' });
    const given = vi.fn();
    void token().then(given);
    void token('token 1').then(given);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(given).not.toHaveBeenCalled();
    expect(end()).toMatchObject({ accessToken: '', refreshToken: undefined, idToken: '' });
  });

  it('takes nothing in that comes after its end', async () => {
    const { token, end } = sessionOf(signed());
    let answer!: (next: SignedIn) => void;
    refresh.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
    const given = vi.fn();
    void token('token 1').then(given);
    end();
    answer(signed());
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(given).not.toHaveBeenCalled();
    expect(end().refreshToken).toBeUndefined();
  });
});
