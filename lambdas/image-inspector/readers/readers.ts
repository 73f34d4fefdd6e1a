import type { ImageType } from '../../shared/image-types.ts';
import { readGif } from './gif.ts';
import type { HeaderReader } from './header.ts';
import { readJpeg } from './jpeg.ts';
import { readPng } from './png.ts';
import { readWebp } from './webp.ts';

export const readers: Partial<Record<ImageType, HeaderReader>> = {
  'image/jpeg': readJpeg,
  'image/png': readPng,
  'image/gif': readGif,
  'image/webp': readWebp,
};
