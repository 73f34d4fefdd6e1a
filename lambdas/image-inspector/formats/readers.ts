import type { ImageType } from '../../../contract/image-types.ts';
import { readBmp } from './bmp.ts';
import { readGif } from './gif.ts';
import type { HeaderReader } from './header.ts';
import { readHeif } from './heif/heif.ts';
import { readIcon } from './ico.ts';
import { readJpeg } from './jpeg.ts';
import { readJxl } from './jxl/jxl.ts';
import { readPng } from './png.ts';
import { readPnm } from './pnm.ts';
import { readPsd } from './psd.ts';
import { readTiff } from './tiff/tiff.ts';
import { readWebp } from './webp.ts';

export const readers: Record<ImageType, HeaderReader> = {
  'image/jpeg': readJpeg,
  'image/png': readPng,
  'image/gif': readGif,
  'image/webp': readWebp,
  'image/avif': readHeif,
  'image/heic': readHeif,
  'image/tiff': readTiff,
  'image/bmp': readBmp,
  'image/jxl': readJxl,
  'image/x-icon': readIcon,
  'image/vnd.adobe.photoshop': readPsd,
  'image/x-portable-anymap': readPnm,
};
