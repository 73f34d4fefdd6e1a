import type { DisplayedImage } from '../../../lambdas/image-inspector/verdict.ts';
import { join, text, u8, u16be } from '../craft-bytes.ts';
import { jpeg } from '../craft-jpeg.ts';
import { exif } from '../craft-tiff.ts';
import { type Specimen, turned } from '../specimen.ts';

const jpegOf = (title: string, bytes: Buffer, image: Partial<DisplayedImage> = {}): Specimen => ({
  title: `a JPEG ${title}`,
  extension: 'jpg',
  bytes,
  image: { contentType: 'image/jpeg', width: 300, height: 200, orientation: 1, ...image },
});
const large = Buffer.alloc(65_000, 0x5a);
const disordered = join(text('Exif\0\0XX'), exif(6).subarray(2));
const withExif = (block: Buffer) => jpeg(300, 200, { segments: [[0xe1, join(text('Exif\0\0'), block)]] });
const rotated = join(text('Exif\0\0'), exif(6));
const thumbnail = join(text('Exif\0\0'), exif(3), jpeg(16, 9));

export const jpegs: Specimen[] = [
  jpegOf('of the baseline', jpeg(300, 200)),
  jpegOf('with progressive frame', jpeg(300, 200, { frame: 0xc2 })),
  jpegOf('with lossless frame', jpeg(300, 200, { frame: 0xc3, precision: 12 })),
  jpegOf('with arithmetic coding', jpeg(300, 200, { frame: 0xc9 })),
  jpegOf('in CMYK', jpeg(300, 200, { components: 4, segments: [[0xee, Buffer.alloc(12)]] })),
  jpegOf('of grey', jpeg(300, 200, { components: 1 })),
  jpegOf('with a hierarchy of frames', jpeg(300, 200, { frame: 0xde })),
  jpegOf('with fill bytes', jpeg(300, 200, { fill: 70 })),
  jpegOf('with many fill bytes', jpeg(300, 200, { fill: 60_000 })),
  jpegOf('with stray bytes between segments', jpeg(300, 200, { stray: Buffer.alloc(5) })),
  jpegOf('with a standalone marker', jpeg(300, 200, { stray: u8(0xff, 0x01) })),
  ...[0, 1].flatMap((length) =>
    [0xfe, 0xe0, 0xe1, 0xef].map((marker) =>
      jpegOf(
        `with a segment ${marker.toString(16)} of length ${length}`,
        jpeg(300, 200, { stray: join(u8(0xff, marker), u16be(length)) }),
      ),
    ),
  ),
  jpegOf(
    'with many segments of no length and what they might be',
    jpeg(300, 200, { stray: Buffer.concat(Array(200).fill(join(u8(0xff, 0xfe, 0, 0), text('a comment')))) }),
  ),
  jpegOf('with a late frame', jpeg(300, 200, { segments: Array(9).fill([0xe2, large]) })),
  jpegOf('with a thumbnail', jpeg(300, 200, { segments: [[0xe1, thumbnail]] }), { orientation: 3 }),
  jpegOf('with little-endian EXIF', jpeg(300, 200, { orientation: 8, littleExif: true }), {
    orientation: 8,
    ...turned,
  }),
  jpegOf('whose first EXIF counts', jpeg(300, 200, { orientation: 2, segments: [[0xe1, thumbnail]] }), {
    orientation: 2,
  }),
  jpegOf('with EXIF behind the frame header', jpeg(300, 200, { lateSegments: [[0xe1, rotated]] }), {
    orientation: 6,
    ...turned,
  }),
  jpegOf('that ends with its frame header', jpeg(300, 200).subarray(0, -47)),
  jpegOf('with EXIF of no byte order', jpeg(300, 200, { segments: [[0xe1, disordered]] })),
  ...[1, 3, 4, 6, 8, 9].flatMap((type) =>
    [true, false].map((little) =>
      jpegOf(
        `with a ${little ? 'little' : 'big'}-endian orientation of field type ${type}`,
        withExif(exif(6, little, { type })),
        { orientation: 6, ...turned },
      ),
    ),
  ),
  jpegOf('with two orientations in one field', withExif(exif(6, true, { count: 2 })), {
    orientation: 6,
    ...turned,
  }),
  ...[2, 7, 12, 13].map((type) =>
    jpegOf(`with an orientation of field type ${type}`, withExif(exif(6, true, { type }))),
  ),
  ...[0, 3, 100_000, 0x8000_0001].map((count) =>
    jpegOf(`with an orientation of ${count} values`, withExif(exif(6, true, { count }))),
  ),
  jpegOf('with EXIF of no TIFF', withExif(join(text('II+\0'), exif(6, true).subarray(4)))),
  jpegOf('with a nonsense orientation', jpeg(300, 200, { orientation: 9 })),
  ...[2, 3, 4].map((orientation) =>
    jpegOf(`of orientation ${orientation}`, jpeg(300, 200, { orientation }), { orientation }),
  ),
  ...[5, 6, 7, 8].map((orientation) =>
    jpegOf(`of orientation ${orientation}`, jpeg(300, 200, { orientation }), { orientation, ...turned }),
  ),
];
