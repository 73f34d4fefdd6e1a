import type { DisplayedImage } from '../../../lambdas/image-inspector/verdict.ts';
import { join, text } from '../craft-bytes.ts';
import { exif } from '../craft-tiff.ts';
import { webpExtended, webpLossless, webpLossy } from '../craft-webp.ts';
import { farApart, type Specimen, turned } from '../specimen.ts';

const webpOf = (title: string, bytes: Buffer, image: Partial<DisplayedImage> = {}): Specimen => ({
  title: `a WebP ${title}`,
  extension: 'webp',
  bytes,
  image: { contentType: 'image/webp', width: 300, height: 200, orientation: 1, animated: false, ...image },
});
export const webps: Specimen[] = [
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
