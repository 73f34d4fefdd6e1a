import { text } from '../craft-bytes.ts';
import { bmp, bmpArray, bmpCore, ico, jxl, jxlContainer, jxlSmall, psd } from '../craft-others.ts';
import { type Specimen, turned } from '../specimen.ts';

const bmpOf = (title: string, bytes: Buffer): Specimen => ({
  title: `a BMP ${title}`,
  extension: 'bmp',
  bytes,
  image: { contentType: 'image/bmp', width: 300, height: 200 },
});
export const bmps: Specimen[] = [
  bmpOf('of OS/2', bmpCore(300, 200)),
  bmpOf('of OS/2, in an array', bmpArray(bmpCore(300, 200))),
  ...[16, 40, 52, 56, 64, 108, 124].map((size) =>
    bmpOf(`with a header of ${size} bytes`, bmp(300, 200, size)),
  ),
  bmpOf('from top to bottom', bmp(300, -200)),
];

export const others: Specimen[] = [
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
