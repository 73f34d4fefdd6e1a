import { THUMBNAIL_SIDE } from '../contract/sizes.ts';
import { ArgumentError } from './errors.ts';
import type { PreSignedUrl } from './types.ts';

/** What a record's answer has beside its metadata: a URL to the image, a ticket, or nothing. */
type Given = PreSignedUrl | null | undefined;

/**
 * The URL of an image at the width that it is shown in: where the stage delivers images, of the smallest width that is enough, or
 * of the largest that there is; else of the thumbnail, where that is enough, or of the original.
 * @param preSignedUrl - of `get`, `list` or `upload`; a ticket is no image, and neither is `null`
 * @param width - device pixels: CSS pixels × `devicePixelRatio`
 * @returns undefined where there is no image to show
 * @throws ArgumentError for a width that is none
 */
export function imageSrc(preSignedUrl: Given, width: number): string | undefined {
  if (!(typeof width === 'number' && width >= 0)) {
    throw new ArgumentError('width', 'must be a number of pixels, 0 or more');
  }
  if (preSignedUrl?.method !== 'GET') return undefined;
  const { url, thumbnailUrl, delivery } = preSignedUrl;
  const delivered = delivery?.widths.find((each) => each >= width) ?? delivery?.widths.at(-1);
  if (delivery && delivered) return widthUrl(delivery.url, delivered);
  return width <= THUMBNAIL_SIDE && thumbnailUrl ? thumbnailUrl : url;
}

/**
 * All widths of an image, for the `srcset` of an `<img>`, whose `sizes` says how wide it is shown.
 * @param preSignedUrl - of `get`, `list` or `upload`
 * @returns undefined where there is no image, or none in other widths: then `imageSrc` gives what there is
 */
export function imageSrcSet(preSignedUrl: Given): string | undefined {
  if (preSignedUrl?.method !== 'GET') return undefined;
  const { url = '', widths = [] } = preSignedUrl.delivery ?? {};
  // A space would end the URL, and so would a comma at its end.
  const safe = url.replace(/[\s,]/g, encodeURIComponent);
  return widths.map((width) => `${widthUrl(safe, width)} ${width}w`).join(', ') || undefined;
}

function widthUrl(template: string, width: number): string {
  return template.replace('{width}', String(width));
}
