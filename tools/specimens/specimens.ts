import type { DisplayedImage } from '../../lambdas/image-inspector/verdict.ts';
import { join, text, u8, u16be } from './craft-bytes.ts';
import { gif } from './craft-gif.ts';
import {
  box,
  clap,
  ftyp,
  fullBox,
  heif,
  imir,
  irot,
  ispe,
  largeBox,
  meta,
  moov,
  pixi,
} from './craft-heif.ts';
import { jpeg } from './craft-jpeg.ts';
import { bmp, bmpArray, bmpCore, ico, jxl, jxlContainer, jxlSmall, psd } from './craft-others.ts';
import { animationControl, chunk, png } from './craft-png.ts';
import { exif, tiffImage } from './craft-tiff.ts';
import { webpExtended, webpLossless, webpLossy } from './craft-webp.ts';

/** An image made here, and what it is by its format's specification. */
export interface Specimen {
  title: string;
  extension: string;
  bytes: Buffer;
  image: DisplayedImage;
}

const jpegOf = (title: string, bytes: Buffer, image: Partial<DisplayedImage> = {}): Specimen => ({
  title: `a JPEG ${title}`,
  extension: 'jpg',
  bytes,
  image: { contentType: 'image/jpeg', width: 300, height: 200, orientation: 1, ...image },
});
const turned = { width: 200, height: 300, storedWidth: 300, storedHeight: 200 };
/** Bytes to hop over, of which each takes another request. */
const farApart = [70_000, 2_000, 5_000, 20_000, 70_000, 300_000, 20];
const large = Buffer.alloc(65_000, 0x5a);
const disordered = join(text('Exif\0\0XX'), exif(6).subarray(2));
const withExif = (block: Buffer) => jpeg(300, 200, { segments: [[0xe1, join(text('Exif\0\0'), block)]] });
const rotated = join(text('Exif\0\0'), exif(6));
const thumbnail = join(text('Exif\0\0'), exif(3), jpeg(16, 9));

const jpegs: Specimen[] = [
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

const pngOf = (title: string, bytes: Buffer, image: Partial<DisplayedImage> = {}): Specimen => ({
  title: `a PNG ${title}`,
  extension: 'png',
  bytes,
  image: { contentType: 'image/png', width: 300, height: 200, animated: false, ...image },
});
const pngs: Specimen[] = [
  pngOf('', png(300, 200)),
  pngOf('with eXIf ahead of the pixels', png(300, 200, chunk('eXIf', exif(6))), {
    orientation: 6,
    ...turned,
  }),
  pngOf('with a long profile', png(300, 200, chunk('iCCP', Buffer.alloc(40_000)), chunk('eXIf', exif(3))), {
    orientation: 3,
  }),
  pngOf(
    'with more text ahead of the pixels than requests reach',
    png(300, 200, ...farApart.map((bytes) => chunk('tEXt', Buffer.alloc(bytes, 0x61)))),
  ),
  pngOf(
    'with two eXIf, of which the first counts',
    png(300, 200, chunk('eXIf', exif(3)), chunk('eXIf', exif(6))),
    {
      orientation: 3,
    },
  ),
  pngOf('with eXIf that says nothing', png(300, 200, chunk('eXIf', Buffer.alloc(30)))),
  pngOf(
    'of Apple',
    join(png(1, 1).subarray(0, 8), chunk('CgBI', Buffer.alloc(4)), png(300, 200).subarray(8)),
  ),
  pngOf('with animation', png(300, 200, animationControl(4)), { animated: true }),
  pngOf('with one frame of animation', png(300, 200, animationControl(1))),
];

const gifOf = (title: string, bytes: Buffer, animated: boolean): Specimen => ({
  title: `a GIF ${title}`,
  extension: 'gif',
  bytes,
  image: { contentType: 'image/gif', width: 300, height: 200, animated },
});
const gifs: Specimen[] = [
  gifOf('of one frame', gif(300, 200), false),
  gifOf('of one frame that says it loops', gif(300, 200, { loop: true, delay: 10 }), false),
  gifOf('of three frames', gif(300, 200, { frames: 3 }), true),
  gifOf('of long frames that loop', gif(300, 200, { frames: 2, loop: true, frameBytes: 60_000 }), true),
  gifOf('of long frames that do not loop', gif(300, 200, { frames: 2, frameBytes: 60_000 }), true),
  gifOf('of one long frame', gif(300, 200, { frameBytes: 100_000 }), false),
  gifOf('of one very long frame', gif(300, 200, { frameBytes: 500_000 }), false),
  gifOf(
    'of very long frames with a delay',
    gif(300, 200, { frames: 2, frameBytes: 500_000, delay: 5 }),
    true,
  ),
  gifOf('of an empty screen', gif(0, 0, { frameSize: [300, 200] }), false),
];

const webpOf = (title: string, bytes: Buffer, image: Partial<DisplayedImage> = {}): Specimen => ({
  title: `a WebP ${title}`,
  extension: 'webp',
  bytes,
  image: { contentType: 'image/webp', width: 300, height: 200, orientation: 1, animated: false, ...image },
});
const webps: Specimen[] = [
  webpOf('with loss', webpLossy(300, 200)),
  webpOf('with scaled sides', webpLossy(300 + 0x4000, 200 + 0x8000)),
  webpOf('without loss', webpLossless(300, 200)),
  webpOf('without loss, as large as can be', webpLossless(16_384, 6_000), { width: 16_384, height: 6_000 }),
  webpOf('of the extended form', webpExtended(300, 200)),
  webpOf('with animation', webpExtended(300, 200, { animated: true }), { animated: true }),
  webpOf('with EXIF', webpExtended(300, 200, { exif: exif(6, true) }), { orientation: 6, ...turned }),
  webpOf('with prefixed EXIF', webpExtended(300, 200, { exif: join(text('Exif\0\0'), exif(4)) }), {
    orientation: 4,
  }),
  webpOf(
    'with EXIF behind many small frames',
    webpExtended(300, 200, { animated: true, exif: exif(6), frames: Array<number>(99).fill(200) }),
    { orientation: 6, animated: true, ...turned },
  ),
  webpOf(
    'with EXIF behind more frames than requests reach',
    webpExtended(300, 200, { animated: true, exif: exif(6), frames: farApart }),
    { animated: true },
  ),
  webpOf('with EXIF behind many pixels', webpExtended(300, 200, { exif: exif(5), pixels: 90_001 }), {
    orientation: 5,
    ...turned,
  }),
];

const avif: DisplayedImage = { contentType: 'image/avif', width: 300, height: 200, animated: false };
const heic: DisplayedImage = { ...avif, contentType: 'image/heic' };
const tiles = Array.from({ length: 6 }, (_, i) => ({ id: i + 1, type: 'hvc1', properties: [1] }));
const grid = { id: 9, type: 'grid', properties: [2, 3] };
const metaInLargeBox = (options: Parameters<typeof meta>[0]) => largeBox('meta', meta(options).subarray(8));
const heifs: Specimen[] = [
  {
    title: 'an AVIF',
    extension: 'avif',
    bytes: heif(['avif', 'mif1'], 'av01', ispe(300, 200), pixi()),
    image: avif,
  },
  {
    title: 'an AVIF that is cropped, then turned',
    extension: 'avif',
    bytes: heif(['avif'], 'av01', ispe(640, 400), clap([600, 1], [600, 2]), irot(1), imir(0)),
    image: { ...avif, width: 300, height: 600, storedWidth: 640, storedHeight: 400 },
  },
  {
    title: 'an AVIF of generic brand',
    extension: 'avif',
    bytes: heif(['mif1', 'miaf'], 'av01', ispe(300, 200)),
    image: avif,
  },
  {
    title: 'an AVIF with an association for each item',
    extension: 'avif',
    bytes: join(
      ftyp('avif'),
      meta({
        primary: 1,
        items: [
          { id: 1, type: 'av01', properties: [1] },
          { id: 2, type: 'av01', properties: [2] },
        ],
        properties: [ispe(300, 200), ispe(30, 20)],
        splitAssociations: true,
      }),
    ),
    image: avif,
  },
  {
    title: 'an AVIF sequence',
    extension: 'avif',
    bytes: join(ftyp('avis', 'avif'), box('free', Buffer.alloc(5000)), moov(300, 200)),
    image: { ...avif, animated: true },
  },
  {
    title: 'a HEIC sequence that is turned',
    extension: 'heic',
    bytes: join(ftyp('hevc', 'heic'), moov(300, 200, { codec: 'hvc1', turned: true, kind: 'vide' })),
    image: { ...heic, animated: true, ...turned },
  },
  { title: 'a HEIC', extension: 'heic', bytes: heif(['heic', 'mif1'], 'hvc1', ispe(300, 200)), image: heic },
  {
    title: 'a HEIC turned by three quarters',
    extension: 'heic',
    bytes: heif(['heic'], 'hvc1', pixi(), ispe(300, 200), irot(3)),
    image: { ...heic, ...turned },
  },
  {
    title: 'a HEIC upside down',
    extension: 'heic',
    bytes: heif(['heix'], 'hvc1', ispe(300, 200), irot(2)),
    image: heic,
  },
  {
    title: 'a HEIF with a crop beyond its sides',
    extension: 'heif',
    bytes: heif(['mif1', 'heic'], 'hvc1', ispe(300, 200), clap([400, 1], [1, 0])),
    image: heic,
  },
  {
    title: 'a HEIC grid, smaller than the largest item',
    extension: 'heic',
    bytes: join(
      ftyp('heic', 'mif1'),
      meta({ primary: 9, items: [...tiles, grid], properties: [ispe(512, 512), ispe(300, 200), irot(0)] }),
    ),
    image: heic,
  },
  {
    title: 'a HEIF with wide ids and indexes',
    extension: 'heif',
    bytes: join(
      ftyp('mif2', 'heis'),
      meta({
        primary: 70_000,
        items: [{ id: 70_000, type: 'hvc1', properties: [1] }],
        properties: [ispe(300, 200)],
        wide: true,
      }),
    ),
    image: heic,
  },
  {
    title: 'a HEIC whose metadata stand behind its pixels, both in boxes of 64-bit size',
    extension: 'heic',
    bytes: join(
      ftyp('heic'),
      largeBox('mdat', Buffer.alloc(100_000)),
      metaInLargeBox({
        primary: 1,
        items: [{ id: 1, type: 'hvc1', properties: [1] }],
        properties: [ispe(300, 200)],
      }),
    ),
    image: heic,
  },
  {
    title: 'a HEIC with a long profile ahead of its size',
    extension: 'heic',
    bytes: heif(['heic'], 'hvc1', fullBox('colr', 0, 0, Buffer.alloc(50_000)), ispe(300, 200)),
    image: heic,
  },
];

const tiffOf = (title: string, bytes: Buffer, image: Partial<DisplayedImage> = {}): Specimen => ({
  title: `a TIFF ${title}`,
  extension: 'tif',
  bytes,
  image: { contentType: 'image/tiff', width: 300, height: 200, orientation: 1, ...image },
});
const tiffs: Specimen[] = [
  tiffOf('of Intel', tiffImage(300, 200)),
  tiffOf('of Motorola', tiffImage(300, 200, { little: false })),
  tiffOf('of a small copy and no more', tiffImage(300, 200, { reduced: true, orientation: 1 })),
  tiffOf('with smaller copies below', tiffImage(300, 200, { subIfds: true })),
  tiffOf('with long sides', tiffImage(300, 200, { little: false, type: 4 })),
  tiffOf('with its directory at the end', tiffImage(300, 200, { gap: 90_000, orientation: 3 }), {
    orientation: 3,
  }),
  tiffOf('that is turned', tiffImage(300, 200, { orientation: 6 }), { orientation: 6, ...turned }),
  tiffOf('of the big kind', tiffImage(300, 200, { big: true, type: 16, orientation: 8 }), {
    orientation: 8,
    ...turned,
  }),
  tiffOf('of the big kind, of Motorola', tiffImage(300, 200, { big: true, little: false, gap: 70_000 })),
];

const bmpOf = (title: string, bytes: Buffer): Specimen => ({
  title: `a BMP ${title}`,
  extension: 'bmp',
  bytes,
  image: { contentType: 'image/bmp', width: 300, height: 200 },
});
const bmps: Specimen[] = [
  bmpOf('of OS/2', bmpCore(300, 200)),
  bmpOf('of OS/2, in an array', bmpArray(bmpCore(300, 200))),
  ...[16, 40, 52, 56, 64, 108, 124].map((size) =>
    bmpOf(`with a header of ${size} bytes`, bmp(300, 200, size)),
  ),
  bmpOf('from top to bottom', bmp(300, -200)),
];

const others: Specimen[] = [
  {
    contentType: 'image/jxl' as const,
    extension: 'jxl',
    bytes: jxl(300, 200),
    orientation: 1,
    animated: false,
  },
  {
    contentType: 'image/jxl' as const,
    extension: 'jxl',
    bytes: jxlContainer(jxl(300, 200, { orientation: 7, animated: true })),
    orientation: 7,
    animated: true,
    ...turned,
  },
  {
    contentType: 'image/jxl' as const,
    extension: 'jxl',
    bytes: jxlContainer(jxl(300, 200), { partial: true, skipped: 9000 }),
    orientation: 1,
    animated: false,
  },
  {
    contentType: 'image/jxl' as const,
    extension: 'jxl',
    bytes: jxlContainer(jxl(300, 200), { partial: true, firstPart: 5 }),
    orientation: 1,
    animated: false,
  },
  {
    contentType: 'image/jxl' as const,
    extension: 'jxl',
    bytes: jxlSmall(25, 4),
    orientation: 1,
    animated: false,
  },
  {
    contentType: 'image/x-icon' as const,
    extension: 'ico',
    bytes: ico([
      [16, 16],
      [256, 256],
      [32, 32],
    ]),
    width: 256,
    height: 256,
  },
  {
    contentType: 'image/x-icon' as const,
    extension: 'ico',
    bytes: ico([[48, 32]], 2),
    width: 48,
    height: 32,
  },
  {
    contentType: 'image/x-icon' as const,
    extension: 'ico',
    bytes: ico([[48, 32]], 1, 255),
    width: 48,
    height: 32,
  },
  { contentType: 'image/vnd.adobe.photoshop' as const, extension: 'psd', bytes: psd(300, 200) },
  { contentType: 'image/vnd.adobe.photoshop' as const, extension: 'psb', bytes: psd(300, 200, 2) },
  {
    contentType: 'image/x-portable-anymap' as const,
    extension: 'pbm',
    bytes: text('P4\n# by hand\n300 200\n\x00'),
  },
  {
    contentType: 'image/x-portable-anymap' as const,
    extension: 'ppm',
    bytes: text('P3 300\n200\n255\n1 2 3\n'),
  },
  { contentType: 'image/x-portable-anymap' as const, extension: 'pfm', bytes: text('PF\n300 200\n-1.0\n') },
  {
    contentType: 'image/x-portable-anymap' as const,
    extension: 'pam',
    bytes: text('P7\nWIDTH 300\nHEIGHT 200\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n'),
  },
].map(({ extension, bytes, ...image }, i) => ({
  title: `${image.contentType} ${i}`,
  extension,
  bytes,
  image: { width: 300, height: 200, ...image },
}));

export const specimens: Specimen[] = [
  ...jpegs,
  ...pngs,
  ...gifs,
  ...webps,
  ...heifs,
  ...tiffs,
  ...bmps,
  ...others,
];

/** A JPEG whose APP segment ends exactly at byte `at`, with its frame right behind. */
export function jpegWithSegmentEndingAt(at: number): Buffer {
  const head = jpeg(1, 1).subarray(0, 20);
  const room = at - head.length - 4;
  const [first, second] = room > 65_000 ? [room - 60_000 - 4, 60_000] : [room, undefined];
  const app = (length: number) => join(u8(0xff, 0xe2), u16be(length + 2), Buffer.alloc(length, 0xff));
  return join(
    head,
    app(first),
    second === undefined ? Buffer.alloc(0) : app(second),
    jpeg(300, 200).subarray(20),
  );
}
