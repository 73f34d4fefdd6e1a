import type { DisplayedImage } from '../../../lambdas/image-inspector/verdict.ts';
import { join } from '../craft-bytes.ts';
import { animationControl, chunk, png } from '../craft-png.ts';
import { exif } from '../craft-tiff.ts';
import { farApart, type Specimen, turned } from '../specimen.ts';

const pngOf = (title: string, bytes: Buffer, image: Partial<DisplayedImage> = {}): Specimen => ({
  title: `a PNG ${title}`,
  extension: 'png',
  bytes,
  image: { contentType: 'image/png', width: 300, height: 200, animated: false, ...image },
});
export const pngs: Specimen[] = [
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
