import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageType } from '../../../../contract/image-types.ts';
import { contentDisposition } from '../../../../lambdas/metadata-api/tickets/content-disposition.ts';

const of = (title: string | undefined, contentType: ImageType = 'image/jpeg', filename = 'image.jpg') =>
  contentDisposition('inline', { title, filename, image: { contentType } });

/** What a client that knows RFC 8187 makes of it, and what another one does. */
function namesIn(header: string) {
  const [, plain, encoded] = /^inline; filename="([^"\\]*)"; filename\*=UTF-8''([^;]*)$/.exec(header) ?? [];
  return { plain, name: decodeURIComponent(encoded!) };
}

describe('a download', () => {
  it.each<[title: string, contentType: ImageType, name: string, plain: string]>([
    ['写真.jpg', 'image/jpeg', '写真.jpg', 'image.jpg'],
    ['写真', 'image/webp', '写真.webp', 'image.jpg'],
    ['Été à Paris.JPEG', 'image/jpeg', 'Été à Paris.JPEG', 'Ete a Paris.JPEG'],
    ['holiday.png', 'image/jpeg', 'holiday.jpg', 'holiday.jpg'],
    ['Version 1.2', 'image/png', 'Version 1.2.png', 'Version 1.2.png'],
    ['jpg', 'image/png', 'jpg.png', 'jpg.png'],
    ['../../etc/passwd', 'image/png', 'etc_passwd.png', 'etc_passwd.png'],
    ['C:\\a?.gif', 'image/gif', 'C_a_.gif', 'C_a_.gif'],
    ['say "hi"; filename=x', 'image/png', 'say _hi_; filename=x.png', 'say _hi__ filename=x.png'],
    ['100% %41', 'image/png', '100% %41.png', '100_ _41.png'],
    ["it's (a) *star*", 'image/png', "it's (a) _star.png", 'it_s (a) _star.png'],
    ['\u202egpj.exe', 'image/jpeg', 'gpj.exe.jpg', 'gpj.exe.jpg'],
    ['👩‍👩‍👧 2026', 'image/png', '👩‍👩‍👧 2026.png', '_ 2026.png'],
    ['evil\r\nSet-Cookie: a=b', 'image/png', 'evil_Set-Cookie_ a=b.png', 'evil_Set-Cookie_ a=b.png'],
  ])('of %j as %s is called %j', (title, contentType, name, plain) => {
    expect(namesIn(of(title, contentType))).toEqual({ name, plain });
  });

  it.each([undefined, '', '.', '\u202e', '///', ' . '])(
    'of the title %j is called by its filename',
    (title) => {
      expect(of(title, 'image/png', 'holiday_1.jpg')).toBe(
        'inline; filename="holiday_1.jpg"; filename*=UTF-8\'\'holiday_1.jpg',
      );
    },
  );

  it('of a long title ends between two characters, with its extension', () => {
    const { name } = namesIn(of('👩‍👩‍👧'.repeat(60), 'image/png'));
    expect(name).toBe(`${'👩‍👩‍👧'.repeat(10)}.png`);
    expect(namesIn(of('é'.repeat(256))).name).toBe(`${'é'.repeat(90)}.jpg`);
  });

  it('of any title is one header in ASCII, with a name that file systems take', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
        const header = of(title);
        expect(header).toMatch(/^[\x20-\x7e]+$/);
        const { name, plain } = namesIn(header);
        expect(plain).toMatch(/^[^%"\\/]+$/);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(name).toMatch(/^[^/\\:*?"<>|\p{Cc}\p{Bidi_Control}]+\.[a-z]+$/iu);
      }),
      { numRuns: 2000 },
    );
  });
});
