/** Pixels. */
export interface Sides {
  width: number;
  height: number;
}

/** How far proportions differ by rounding alone: a banner of 3000 × 11 has a thumbnail of 320 × 1. */
const ROUNDING = 1.2;

/**
 * The sides of a loaded image where the recorded ones would stretch it: browsers do not turn a WebP by its EXIF, as the
 * record does. Undefined where both agree, and until the image is loaded.
 */
export function ownSides(
  { naturalWidth, naturalHeight }: Pick<HTMLImageElement, 'naturalWidth' | 'naturalHeight'>,
  { width, height }: { width?: number | undefined; height?: number | undefined },
): Sides | undefined {
  if (!naturalWidth || !naturalHeight || !width || !height) return undefined;
  const stretch = (naturalWidth * height) / (naturalHeight * width);
  if (stretch < ROUNDING && stretch > 1 / ROUNDING) return undefined;
  return { width: naturalWidth, height: naturalHeight };
}
