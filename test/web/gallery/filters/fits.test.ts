import { describe, expect, it } from 'vitest';
import { fits } from '../../../../web/gallery/feed.ts';

describe('filters', () => {
  it.each([
    [{}, true],
    [{ status: 'ready' }, true],
    [{ status: 'pending' }, false],
    [{ tag: 'a' }, true],
    [{ tag: 'b' }, false],
    [{ status: 'ready', tag: 'b' }, false],
  ] as const)('%j', (filters, expected) =>
    expect(fits(filters, { status: 'ready', tags: ['a'] })).toBe(expected),
  );
});
