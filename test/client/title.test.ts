import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fitTitle } from '../../client/title.ts';
import { title } from '../../contract/fields.ts';

const FAMILY = '👩‍👩‍👧';

afterEach(() => vi.unstubAllGlobals());

describe('fitTitle', () => {
  it.each([
    ['写真.png', '写真.png'],
    ['cafe\u0301', 'caf\u00e9'],
    [' a\tb\n', 'a b'],
    ['a\0b', 'a b'],
    ['a\ud83d', 'a'],
    ['\udc00b', 'b'],
    ['\u200b', undefined],
    ['\0', undefined],
    ['', undefined],
    [`${'\u200b'.repeat(300)}a.jpg`, undefined],
    ['\ufff9\ufffc', undefined],
    ['x'.repeat(300), 'x'.repeat(256)],
    [`${'x'.repeat(255)}😀`, `${'x'.repeat(255)}😀`],
    [`${'x'.repeat(254)}${FAMILY}`, 'x'.repeat(254)],
    [`${'x'.repeat(255)}🇩🇪`, 'x'.repeat(255)],
    [`${'x'.repeat(255)}q\u0323\u0307`, 'x'.repeat(255)],
  ])('makes of %j %j', (name, fit) => expect(fitTitle(name)).toBe(fit));

  it('cuts no surrogate pair where the browser knows no graphemes', () => {
    vi.stubGlobal('Intl', { ...Intl, Segmenter: undefined });
    expect(fitTitle('😀'.repeat(300))).toBe('😀'.repeat(256));
  });

  it('makes of any text one that the service takes, or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (name) => {
        const fit = fitTitle(name);
        if (fit === undefined) return;
        expect(title.safeParse(fit)).toEqual({ success: true, data: fit });
        expect(fitTitle(fit)).toBe(fit);
      }),
      { numRuns: 1000 },
    );
  });
});
