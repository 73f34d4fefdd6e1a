import { afterEach, describe, expect, it, vi } from 'vitest';
import { tell } from '../../../web/messages.ts';
import { copyLink, linksWords } from '../../../web/page/links.ts';
import { someMetadata, someUrl } from '../metadata.ts';

vi.mock('../../../web/messages.ts', () => ({ tell: vi.fn() }));

afterEach(() => {
  vi.unstubAllGlobals();
  vi.mocked(tell).mockClear();
});

describe('a signed link', () => {
  const { id } = someMetadata();
  const url = someUrl({ expiresIn: 3505 });
  const givenClipboard = () => {
    const copied: string[] = [];
    vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => copied.push(text) } });
    return copied;
  };

  it('is copied, and it is said how long it works', async () => {
    const copied = givenClipboard();
    await copyLink({ get: async () => ({ metadata: someMetadata(), preSignedUrl: url }) }, id);
    expect(copied).toEqual([url.url]);
    expect(tell).toHaveBeenCalledExactlyOnceWith('Link copied. It works for 58 minutes.');
  });

  it.each([
    ['there is no image', async () => ({ metadata: someMetadata(), preSignedUrl: null }), 'no image yet'],
    ['its record cannot be read', () => Promise.reject(new Error('gone')), 'gone'],
  ])('that cannot be had as %s leaves the clipboard as it is, and says why', async (_, get, why) => {
    const copied = givenClipboard();
    await expect(copyLink({ get }, id)).rejects.toThrow(why);
    expect(copied).toEqual([]);
    expect(tell).not.toHaveBeenCalled();
  });
});

it.each([
  [{ count: 1, lifeSeconds: 3505 }, true, 'Link copied. It works for 58 minutes.'],
  [{ count: 3, lifeSeconds: 60 }, true, '3 links copied. They work for 1 minute.'],
  [{ count: 1, lifeSeconds: 600 }, false, 'The link works for 10 minutes.'],
  [{ count: 3, lifeSeconds: 7200 }, false, 'The 3 links work for 2 hours.'],
])('%j, copied %s, is told as: %s', (links, copied, words) => expect(linksWords(links, copied)).toBe(words));
