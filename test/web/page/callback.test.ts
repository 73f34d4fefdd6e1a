import { afterEach, expect, it, vi } from 'vitest';
import { takeCallback } from '../../../web/page/callback.ts';

const replaceState = vi.fn();
const at = (search: string) => {
  vi.stubGlobal('location', { pathname: '/x/', search, hash: '#top' });
  vi.stubGlobal('history', { replaceState: replaceState.mockReset() });
};
afterEach(() => vi.unstubAllGlobals());

it.each(['?code=c&state=s&iss=i', '?error=login_required&state=s', '?code=c', '?error=x'])(
  'what an issuer says, %s, is taken off the address',
  (search) => {
    at(search);
    expect(takeCallback()?.toString()).toBe(search.slice(1));
    expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', '/x/#top');
  },
);

it.each(['', '?q=code&status=ready', '?image=x', '?state=s'])(
  'an address of the page, %s, is left',
  (search) => {
    at(search);
    expect(takeCallback()).toBeUndefined();
    expect(replaceState).not.toHaveBeenCalled();
  },
);
