import type { DisplayedImage } from '../../../lambdas/image-inspector/verdict.ts';
import { tiffImage } from '../craft-tiff.ts';
import { type Specimen, turned } from '../specimen.ts';

const tiffOf = (title: string, bytes: Buffer, image: Partial<DisplayedImage> = {}): Specimen => ({
  title: `a TIFF ${title}`,
  extension: 'tif',
  bytes,
  image: { contentType: 'image/tiff', width: 300, height: 200, orientation: 1, ...image },
});
const small = { width: 200, height: 100 };
const smaller = { width: 100, height: 50 };
const order = (little: boolean) => (little ? 'II' : 'MM');
export const tiffs: Specimen[] = [
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
  // Field types of whole numbers: BYTE, SBYTE, SSHORT and SLONG; then those of 8 bytes, which TIFF keeps elsewhere.
  ...[true, false].flatMap((little) => [
    tiffOf(`with sides of type 1, ${order(little)}`, tiffImage(200, 100, { little, type: 1 }), small),
    tiffOf(`with sides of type 6, ${order(little)}`, tiffImage(100, 50, { little, type: 6 }), smaller),
    ...[8, 9, 16, 17].flatMap((type) => [
      tiffOf(`with sides of type ${type}, ${order(little)}`, tiffImage(300, 200, { little, type })),
      tiffOf(`of the big kind with such sides, ${type}`, tiffImage(300, 200, { little, type, big: true })),
    ]),
  ]),
];
