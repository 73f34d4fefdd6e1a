import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMark, keepAttempt, takeAttempt } from '../../../web/users/attempt.ts';

const attempt = { state: 's', nonce: 'n', verifier: 'v', address: '/?q=x', silent: false };
const one = { issuer: 'https://one.test', clientId: 'page' };

afterEach(() => vi.unstubAllGlobals());

describe('a session storage that keeps things', () => {
  let kept: Map<string, string>;
  beforeEach(() => {
    kept = new Map();
    vi.stubGlobal('sessionStorage', {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
      removeItem: (name: string) => void kept.delete(name),
    });
  });

  it('gives an attempt back once', () => {
    keepAttempt(attempt);
    expect(takeAttempt()).toEqual(attempt);
    expect(kept.size).toBe(0);
    expect(takeAttempt()).toBeUndefined();
  });

  it('that somebody else has written to is no fault of the page', () => {
    kept.set('image-intake.sign-in', '{');
    expect(takeAttempt()).toBeUndefined();
    expect(kept.size).toBe(0);
  });

  it('remembers of the tab that somebody was signed in at this issuer', () => {
    const mark = createMark(one);
    expect(mark.isSet()).toBe(false);
    mark.set();
    expect(mark.isSet()).toBe(true);
    expect(createMark({ ...one, issuer: 'https://two.test' }).isSet()).toBe(false);
    mark.remove();
    expect([mark.isSet(), kept.size]).toEqual([false, 0]);
  });
});

it('a session storage that is forbidden has nothing, and says so where it matters', () => {
  const blocked = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  vi.stubGlobal('sessionStorage', { getItem: blocked, setItem: blocked, removeItem: blocked });
  const mark = createMark(one);
  mark.set();
  mark.remove();
  expect([mark.isSet(), takeAttempt()]).toEqual([false, undefined]);
  expect(() => keepAttempt(attempt)).toThrow();
});
