import type { DisplayedImage } from '../../../lambdas/image-inspector/verdict.ts';
import { join, u8 } from '../craft-bytes.ts';
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
  pngOf('with as many frames as there can be', png(300, 200, animationControl(2 ** 31 - 1)), {
    animated: true,
  }),
  ...[0, 2 ** 31, 2 ** 32 - 1].map((frames) =>
    pngOf(`with animation of ${frames} frames`, png(300, 200, animationControl(frames))),
  ),
  pngOf('with animation that plays too often', png(300, 200, animationControl(4, 2 ** 31))),
  ...[4, 12].map((bytes) =>
    pngOf(`with animation told in ${bytes} bytes`, png(300, 200, chunk('acTL', Buffer.alloc(bytes, 1)))),
  ),
  pngOf(
    'with animation that fails its checksum',
    png(300, 200, join(animationControl(4).subarray(0, -1), u8(0))),
  ),
  pngOf('of two animations', png(300, 200, animationControl(1), animationControl(4))),
  pngOf(
    'with animation behind its pixels',
    join(png(300, 200).subarray(0, -12), animationControl(4), png(300, 200).subarray(-12)),
  ),
];
