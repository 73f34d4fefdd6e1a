import type { DisplayedImage } from '../../../lambdas/image-inspector/verdict.ts';
import { type MiniOptions, minimized } from '../craft-mini.ts';
import { type Specimen, turned } from '../specimen.ts';

const miniOf = (title: string, options: MiniOptions, image: Partial<DisplayedImage> = {}): Specimen => ({
  title: `a minimized image ${title}`,
  extension: 'avif',
  bytes: minimized(300, 200, { large: true, ...options }),
  image: { contentType: 'image/avif', width: 300, height: 200, animated: false, ...image },
});
const heic = { contentType: 'image/heic' } as const;
const named: MiniOptions = { brand: '', codec: ['av01', 'av1C'] };

export const minis: Specimen[] = [
  miniOf('of AVIF', {}),
  miniOf('of HEIC', { brand: 'heic' }, heic),
  {
    title: 'a minimized image of sides in 7 bits',
    extension: 'avif',
    bytes: minimized(128, 1),
    image: { contentType: 'image/avif', width: 128, height: 1, animated: false },
  },
  {
    title: 'a minimized image as large as can be',
    extension: 'avif',
    bytes: minimized(32_768, 2, { large: true }),
    image: { contentType: 'image/avif', width: 32_768, height: 2, animated: false },
  },
  ...[1, 2, 3, 4].map((orientation) => miniOf(`of orientation ${orientation}`, { orientation })),
  ...[5, 6, 7, 8].map((orientation) => miniOf(`of orientation ${orientation}`, { orientation }, turned)),
  ...[0, 1, 2, 3].flatMap((chroma) => [
    miniOf(`that names its coding, chroma ${chroma}`, { ...named, chroma }),
    miniOf(`that names its coding behind more, chroma ${chroma}`, { ...named, chroma, rich: true }),
  ]),
  miniOf('that names HEVC', { brand: '', codec: ['hvc1', 'hvcC'] }, heic),
  miniOf('that names another coding than its brand', { brand: 'avif', codec: ['hvc1', 'hvcC'] }, heic),
];
