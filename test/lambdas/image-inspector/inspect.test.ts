import { describe, expect, it } from 'vitest';
import { text } from '../../../tools/specimens/craft-bytes.ts';
import { gif } from '../../../tools/specimens/craft-gif.ts';
import { heif, ispe } from '../../../tools/specimens/craft-heif.ts';
import { jpeg } from '../../../tools/specimens/craft-jpeg.ts';
import { bmp, psd } from '../../../tools/specimens/craft-others.ts';
import { ihdr, PNG_SIGNATURE, png } from '../../../tools/specimens/craft-png.ts';
import { tiffImage } from '../../../tools/specimens/craft-tiff.ts';
import { inspectBytes } from './support/memory.ts';

const codeOf = async (...args: Parameters<typeof inspectBytes>) => {
  const { verdict } = await inspectBytes(...args);
  return 'rejection' in verdict ? verdict.rejection.code : verdict.image.contentType;
};

describe('a refusal', () => {
  it('of an empty object or one of too many bytes takes no request at all', async () => {
    const empty = await inspectBytes(Buffer.alloc(0), 'jpg');
    expect(empty).toMatchObject({ verdict: { rejection: { code: 'EmptyObject' } }, gets: 0 });
    const long = await inspectBytes(jpeg(3, 2), 'jpg', { maxBytes: 100 });
    expect(long).toMatchObject({ verdict: { rejection: { code: 'TooManyBytes' } }, gets: 0 });
  });

  it.each([
    ['text', text('Dear Sir or Madam, this is no image')],
    ['HTML with a drawing inside', text('<!DOCTYPE html><html><body><svg></svg></body></html>')],
    ['a PDF', text('%PDF-1.7\n%\xe2\xe3\xcf\xd3')],
    ['a ZIP', text('PK\x03\x04\x14\0\0\0\x08\0')],
    ['an MP4', text('\0\0\0\x18ftypisom\0\0\0\0isomiso2')],
    ['RIFF audio', text('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0')],
    ['zeros', Buffer.alloc(5000)],
    ['one byte', Buffer.from([0xff])],
  ])('calls %s NotAnImage, whatever its name says', async (_, bytes) => {
    for (const extension of ['bin', 'jpg', 'heic', 'tif']) {
      expect(await codeOf(bytes, extension)).toBe('NotAnImage');
    }
  });

  it.each([
    ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')],
    [
      'SVG with a prolog',
      Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- drawn -->\n<!DOCTYPE svg>\n<svg:svg width="1">'),
    ],
    ['DDS', text('DDS |\0\0\0\x07\x10\0\0')],
    ['TGA', Buffer.from([0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 16, 0, 24, 0, 0])],
    ['JPEG 2000', text('\0\0\0\x0cjP  \r\n\x87\n')],
    ['OpenEXR', text('v/1\x01\x02\0\0\0')],
    ['a camera raw file', text('II*\0\x10\0\0\0CR\x02\0')],
    ['a camera raw file that starts with a preview', tiffImage(16, 12, { reduced: true, subIfds: true })],
  ])('calls %s UnsupportedType', async (_, bytes) => {
    expect(await codeOf(bytes, 'bin')).toBe('UnsupportedType');
  });

  it('says why a drawing is not taken', async () => {
    const { verdict } = await inspectBytes(text('<svg>'), 'svg');
    expect(verdict).toMatchObject({ rejection: { message: expect.stringMatching(/^SVG .*scripts/) } });
  });

  it('names the accepted types for an image that the stage does not take', async () => {
    const { verdict } = await inspectBytes(psd(3, 2), 'psd', { allowedTypes: new Set(['image/png']) });
    expect(verdict).toEqual({
      rejection: {
        code: 'UnsupportedType',
        message: 'image/vnd.adobe.photoshop is not accepted here; accepted are image/png.',
      },
    });
  });

  it('tells AVIF from HEIC also where only one is taken', async () => {
    const avif = heif(['mif1'], 'av01', ispe(3, 2));
    const heic = heif(['mif1', 'avif'], 'hvc1', ispe(3, 2));
    const onlyAvif = { allowedTypes: new Set(['image/avif']) };
    expect(await codeOf(avif, 'heic', onlyAvif)).toBe('image/avif');
    expect(await codeOf(heic, 'avif', onlyAvif)).toBe('UnsupportedType');
  });

  it.each(['image/png', 'image/jpeg; x=y', 'text/plain'])(
    'holds the bytes against the type %s',
    async (type) => {
      expect(await codeOf(gif(3, 2), 'gif', {}, type)).toBe('TypeMismatch');
    },
  );

  it.each(['image/gif', 'IMAGE/GIF', 'image/gif;q=1'])('takes %s for the declared type', async (type) => {
    expect(await codeOf(gif(3, 2), 'gif', {}, type)).toBe('image/gif');
  });

  it('takes common names of a type for the type', async () => {
    expect(await codeOf(jpeg(3, 2), 'jpg', {}, 'image/jpg')).toBe('image/jpeg');
    expect(await codeOf(heif(['heic'], 'hvc1', ispe(3, 2)), 'heif', {}, 'image/heif')).toBe('image/heic');
  });

  it('is for more pixels than the stage takes, not for as many', async () => {
    const rules = { maxPixels: 60_000 };
    expect(await codeOf(png(300, 200), 'png', rules)).toBe('image/png');
    expect(await codeOf(png(300, 201), 'png', rules)).toBe('TooManyPixels');
    expect(await codeOf(png(2 ** 31 - 1, 2 ** 31 - 1), 'png', rules)).toBe('TooManyPixels');
    const tall = await inspectBytes(png(1, 70_000), 'png', rules);
    expect(tall.verdict).toMatchObject({
      rejection: { message: 'The image has 1 × 70000 pixels; at most 60000 are accepted.' },
    });
  });

  it.each([
    ['a PNG of no width', 'png', png(0, 7)],
    ['a PNG whose header fails its checksum', 'png', png(3, 2).fill(9, 18, 20)],
    ['a PNG that ends behind its header', 'png', Buffer.concat([PNG_SIGNATURE, ihdr(3, 2)])],
    ['a JPEG of no height', 'jpg', jpeg(3, 0)],
    ['a JPEG that ends ahead of its frame', 'jpg', jpeg(3, 2).subarray(0, 60)],
    ['a JPEG whose frame has no components', 'jpg', jpeg(3, 2, { components: 0 })],
    ['a JPEG whose frame is longer than its components', 'jpg', jpeg(3, 2).fill(1, 98, 99)],
    ['a JPEG of impossible precision', 'jpg', jpeg(3, 2, { precision: 99 })],
    ['a JPEG that leads into its thumbnail', 'jpg', jpeg(3, 2, { stray: jpeg(16, 9) })],
    ['a JPEG whose scan comes first', 'jpg', jpeg(3, 2, { segments: [[0xda, Buffer.alloc(6)]] })],
    ['a GIF without a frame', 'gif', gif(3, 2, { frames: 0 })],
    ['a WebP cut off', 'webp', text('RIFF\x10\0\0\0WEBPVP8 ')],
    ['a TIFF that points beyond its end', 'tif', text('II*\0\xff\xff\0\0')],
    ['a TIFF without a size', 'tif', tiffImage(0, 0).fill(0, 10)],
    ['a TIFF whose directory is cut off', 'tif', tiffImage(300, 200).subarray(0, 60)],
    ['a BMP of negative width', 'bmp', bmp(-3, 2)],
    ['a HEIC without a size', 'heic', heif(['heic'], 'hvc1')],
    ['an AVIF of no size', 'avif', heif(['avif'], 'av01', ispe(0, 0))],
  ])('calls %s Unreadable', async (_, extension, bytes) => {
    expect(await codeOf(bytes, extension)).toBe('Unreadable');
  });
});

describe('a source that fails', () => {
  it('is no fault of the image', async () => {
    const { inspect } = await import('../../../lambdas/image-inspector/inspect.ts');
    const { RangedSource } = await import('../../../lambdas/image-inspector/formats/source.ts');
    const { RULES } = await import('./support/memory.ts');
    const failure = new Error('slow down');
    const source = new RangedSource(1000, () => Promise.reject(failure));
    await expect(inspect(source, RULES)).rejects.toBe(failure);
  });
});
