import type { ImageType } from '../../../contract/image-types.ts';

/** For objects of at most `upTo` bytes, how many bytes are read first. */
type Step = [upTo: number, bytes: number];

const KIB = 1024;
const LARGER = Number.POSITIVE_INFINITY;

/**
 * The first range by hinted type and size of the object, measured on some 3,000 public images (docs/formats.md): as
 * few bytes as bring the header in one request, nearly always. Cameras write long headers into large files. Where
 * what counts may stand at the end (a TIFF's directory, a WebP's EXIF, a GIF's second frame), a small object is
 * read whole; of a large one no more than the start, as a second request is due anyway.
 */
const STEPS: Record<ImageType, Step[]> = {
  'image/jpeg': [
    [64 * KIB, 24 * KIB],
    [512 * KIB, 48 * KIB],
    [LARGER, 64 * KIB],
  ],
  'image/png': [
    [32 * KIB, 8 * KIB],
    [LARGER, 20 * KIB],
  ],
  'image/gif': [
    [48 * KIB, 48 * KIB],
    [LARGER, 8 * KIB],
  ],
  'image/webp': [
    [24 * KIB, 24 * KIB],
    [LARGER, KIB],
  ],
  'image/avif': [
    [8 * KIB, 4 * KIB],
    [LARGER, 1.5 * KIB],
  ],
  'image/heic': [
    [512 * KIB, 4 * KIB],
    [LARGER, 6 * KIB],
  ],
  'image/tiff': [
    [64 * KIB, 64 * KIB],
    [LARGER, 512],
  ],
  'image/bmp': [[LARGER, 128]],
  'image/jxl': [[LARGER, KIB]],
  'image/x-icon': [[LARGER, 512]],
  'image/vnd.adobe.photoshop': [[LARGER, 128]],
  'image/x-portable-anymap': [[LARGER, KIB]],
};
const UNHINTED: Step[] = [[LARGER, 4 * KIB]];

/** Bytes of the first range of an object of `size` bytes. The hint never decides what the object is. */
export function firstRange(size: number, hint: ImageType | undefined): number {
  const steps = hint ? STEPS[hint] : UNHINTED;
  const [, bytes] = steps.find(([upTo]) => size <= upTo)!;
  return Math.min(size, bytes);
}
