import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declarationOf, fitFilename, sha256Of } from '../../client/file.ts';

describe('fitFilename', () => {
  it.each([
    ['holiday.jpg', 'holiday.jpg'],
    ['Été à Paris (1).JPEG', 'Ete_a_Paris_1_.JPEG'],
    ['写真.png', 'image.png'],
    ['C:\\fakepath\\a b.gif', 'a_b.gif'],
    ['../../etc/passwd', 'passwd'],
    ['.htaccess', 'image.htaccess'],
    ['no extension', 'no_extension'],
    ['a.b.this is not an extension at all', 'a.b.this_is_not_an_extension_at_all'],
    [`${'x'.repeat(300)}.webp`, `${'x'.repeat(250)}.webp`],
    ['', 'image'],
  ])('makes of %j the name %j', (name, expected) => expect(fitFilename(name)).toBe(expected));

  it('makes any text fit, and leaves what is fit as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const fit = fitFilename(name);
        expect(fit).toMatch(/^[A-Za-z0-9_.-]{1,255}$/);
        expect(fitFilename(fit)).toBe(fit);
      }),
    );
  });
});

describe('declarationOf', () => {
  const file = new Blob(['abc'], { type: 'image/png' });
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

  it('hashes in hexadecimal', async () => expect(await sha256Of(file)).toBe(abc));

  it.each([
    [undefined, abc],
    [false, undefined],
    ['cd'.repeat(32), 'cd'.repeat(32)],
    [async () => 'ef'.repeat(32), 'ef'.repeat(32)],
  ] as const)('declares with sha256 %s: %s', async (sha256, expected) =>
    expect(await declarationOf(file, { sha256 })).toEqual({ size: 3, ...(expected && { sha256: expected }) }),
  );

  it.each([
    ['a.webp', 'image/jpeg'],
    ['photo.jpg', 'image/webp'],
    ['photo', 'image/jpeg'],
    ['notes.txt', 'text/plain'],
    ['a.jpg', ''],
    ['a.jpg', 'image/*'],
    ['a.jpg', 'image/pjpeg'],
    ['a.png', 'image/x-png'],
    ['scan.tif', 'application/octet-stream'],
  ])('declares no type of %s, which the system takes for %j', async (name, type) => {
    const guessed = new File(['abc'], name, { type });
    expect(await declarationOf(guessed, { sha256: false })).toEqual({ size: 3 });
  });

  it.each([
    ['image/webp', { size: 3, contentType: 'image/webp' }],
    ['image/jpg', { size: 3, contentType: 'image/jpg' }],
    ['', { size: 3 }],
    [undefined, { size: 3 }],
  ])('declares the type that the caller names: %j', async (contentType, expected) =>
    expect(await declarationOf(file, { contentType, sha256: false })).toEqual(expected),
  );
});
