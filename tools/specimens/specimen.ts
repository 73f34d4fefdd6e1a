import type { DisplayedImage } from '../../lambdas/image-inspector/verdict.ts';

/** An image made here, and what it is by its format's specification. */
export interface Specimen {
  title: string;
  extension: string;
  bytes: Buffer;
  image: DisplayedImage;
}

/** What a picture of 300 × 200 turns into by an orientation that lays it on its side. */
export const turned = { width: 200, height: 300, storedWidth: 300, storedHeight: 200 };
/** Bytes to hop over, of which each takes another request. */
export const farApart = [70_000, 2_000, 5_000, 20_000, 70_000, 300_000, 20];
