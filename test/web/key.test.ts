import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, ArgumentError, NetworkError } from '../../client/errors.ts';
import { forgetKey, isKeyRefused, keyFault, storedKey, storeKey } from '../../web/key.ts';

const refused = new ApiError(403, { code: 'Forbidden', message: 'm' });

it.each<[string, unknown, boolean]>([
  ['the service refused the key', refused, true],
  ['the firewall refused the request', new ApiError(403, { code: 'FirewallRefused', message: 'm' }), false],
  ['somebody on the way answered 403', new ApiError(403, { code: 'Http403', message: 'm' }), false],
  ['there were too many requests', new ApiError(429, { code: 'TooManyRequests', message: 'm' }), false],
  ['no answer could be read', new NetworkError('m'), false],
])('%s: another key is asked for, or not', (_what, error, needed) =>
  expect(isKeyRefused(error)).toBe(needed),
);

it('where a key is asked for nothing points to a button behind', () => {
  expect(keyFault(refused)).toMatch(/does not accept this key/);
  expect(keyFault(refused)).not.toContain('Change key');
  expect(keyFault(new ArgumentError('apiKey', 'x'))).toContain('Copy it anew');
});

describe.each([
  ['keeps it for the tab', new Map<string, string>()],
  ['throws', undefined],
])('a session storage that %s', (_, kept) => {
  const blocked = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  beforeEach(() =>
    vi.stubGlobal('sessionStorage', {
      getItem: kept ? (name: string) => kept.get(name) ?? null : blocked,
      setItem: kept ? (name: string, value: string) => void kept.set(name, value) : blocked,
      removeItem: kept ? (name: string) => void kept.delete(name) : blocked,
    }),
  );
  afterEach(() => vi.unstubAllGlobals());

  it('leaves the page its key until it is forgotten', () => {
    expect(storedKey()).toBeUndefined();
    expect(storeKey('one')).toBe(kept !== undefined);
    expect(storedKey()).toBe('one');
    storeKey('two');
    expect(storedKey()).toBe('two');
    forgetKey();
    expect(storedKey()).toBeUndefined();
  });
});

it('a session storage that is not there at all leaves the page its key', () => {
  vi.stubGlobal('sessionStorage', undefined);
  expect(storeKey('one')).toBe(false);
  expect(storedKey()).toBe('one');
  forgetKey();
  vi.unstubAllGlobals();
});
