import { describe, expect, it } from 'vitest';
import type { Metadata } from '../../../client/types.ts';
import type { Entry } from '../../../web/gallery/records.ts';
import { sameSlide, slideOf, sourceKey, sourcesOf } from '../../../web/viewer/slides.ts';
import { someDelivery, someMetadata, someUrl } from '../metadata.ts';

const widths = 'https://images.test/320 320w, https://images.test/640 640w';
const original = 'https://bucket.test/a';
const thumbnailUrl = 'https://bucket.test/a.webp';

function given(fields: Partial<Metadata> = {}): Entry {
  const metadata = someMetadata({
    status: 'ready',
    contentType: 'image/jpeg',
    width: 640,
    height: 480,
    ...fields,
  });
  const url = someUrl({ url: original, thumbnailUrl, delivery: someDelivery([320, 640]) });
  return { metadata, url, urlEndsAt: 0 };
}
const srcSetFor = (fields: Partial<Metadata>) => sourcesOf(given(fields))[0]?.srcset;

describe('what the viewer shows', () => {
  it('is the width that is needed, the original where that cannot be had, and the thumbnail at last', () => {
    const failed = new Set<string>();
    const shown = [];
    for (let slide = slideOf(given(), failed); slide.src; slide = slideOf(given(), failed)) {
      shown.push(slide.srcset ?? slide.src);
      failed.add(sourceKey(slide));
    }
    expect(shown).toEqual([widths, original, thumbnailUrl]);
    expect(slideOf(given(), failed)).toMatchObject({ type: 'note', note: { again: true } });
  });

  it('without delivery is the original, and the thumbnail where that cannot be had', () => {
    const { metadata, urlEndsAt } = given();
    const url = someUrl({ url: original, thumbnailUrl });
    expect(sourcesOf({ metadata, urlEndsAt, url })).toEqual([{ src: original }, { src: thumbnailUrl }]);
  });

  it.each<[string, Partial<Metadata>]>([
    ['beyond the largest width', { width: 641 }],
    ['of a photo that stands on its side', { width: 641, orientation: 6 }],
  ])('is the original %s, once it is enlarged so far', (_, fields) =>
    expect(srcSetFor(fields)).toBe(`${widths}, ${original} 641w`),
  );

  it.each<[string, Partial<Metadata>]>([
    ['that is as wide as the largest width', { width: 640 }],
    ['whose type few browsers show', { width: 641, contentType: 'image/tiff' }],
    ['that browsers do not turn', { width: 641, contentType: 'image/webp', orientation: 6 }],
  ])('has no original of an image %s', (_, fields) => expect(srcSetFor(fields)).toBe(widths));

  it.each<[string, Partial<Metadata>]>([
    ['that moves, for its other widths do not', { animated: true }],
    ['of a few pixels, which are to be seen', { width: 32, height: 8 }],
  ])('is the original of an image %s', (_, fields) =>
    expect(sourcesOf(given(fields))[0]).toEqual({ src: original }),
  );

  it('is another once its widths come, though its original is the same', () => {
    const { url, ...rest } = given();
    const before = slideOf({ ...rest, url: { ...url!, delivery: undefined } }, new Set());
    expect(sameSlide(before, slideOf(given(), new Set()))).toBe(false);
  });
});
