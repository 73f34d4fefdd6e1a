import type { DisplayedImage } from '../../../lambdas/image-inspector/verdict.ts';
import { join } from '../craft-bytes.ts';
import { clap, ftyp, fullBox, heif, imir, irot, ispe, largeBox, meta, pixi } from '../craft-heif.ts';
import { type Specimen, turned } from '../specimen.ts';

const avif: DisplayedImage = { contentType: 'image/avif', width: 300, height: 200, animated: false };
const heic: DisplayedImage = { ...avif, contentType: 'image/heic' };
const tiles = Array.from({ length: 6 }, (_, i) => ({ id: i + 1, type: 'hvc1', properties: [1] }));
const grid = { id: 9, type: 'grid', properties: [2, 3] };
const metaInLargeBox = (options: Parameters<typeof meta>[0]) => largeBox('meta', meta(options).subarray(8));
export const heifs: Specimen[] = [
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
  {
    title: 'a HEIC that is turned, then cropped',
    extension: 'heic',
    bytes: heif(['heic'], 'hvc1', ispe(640, 400), irot(1), clap([300, 1], [200, 1])),
    image: { ...heic, storedWidth: 640, storedHeight: 400 },
  },
  {
    title: 'a HEIC whose properties are told twice, of which the first count',
    extension: 'heic',
    bytes: join(
      ftyp('heic'),
      meta({
        primary: 1,
        items: [1, 1].map((id, i) => ({ id, type: 'hvc1', properties: [i + 1, 3] })),
        properties: [ispe(300, 200), ispe(30, 20), irot(1)],
        splitAssociations: true,
      }),
    ),
    image: { ...heic, ...turned },
  },
  ...[
    ['avif', 'hvc1', heic],
    ['heic', 'av01', avif],
    ['avci', 'hvc1', heic],
    ['mif1', 'lhv1', heic],
    ['unif', 'av01', avif],
  ].map(([brand, codec, image]) => ({
    title: `a HEIF of brand ${brand} whose item is ${codec}`,
    extension: 'heif',
    bytes: heif([brand as string, 'mif1'], codec as string, ispe(300, 200)),
    image: image as DisplayedImage,
  })),
  {
    title: 'a HEIC grid of a brand that says nothing of it',
    extension: 'heif',
    bytes: join(
      ftyp('mif1', 'miaf'),
      meta({ primary: 9, items: [grid, ...tiles], properties: [ispe(512, 512), ispe(300, 200), irot(0)] }),
    ),
    image: heic,
  },
];
