import type PhotoSwipe from 'photoswipe';
import type { SlideData } from 'photoswipe';
import type { Metadata } from '../../client/types.ts';
import { element } from '../dom.ts';
import type { Entry } from '../gallery/records.ts';
import { srcSetOf } from '../gallery/sizes.ts';
import { ownSides, type Sides } from '../sides.ts';
import { isUncommon, labelOf, rejectionWords, unshownWords } from '../words.ts';

type Content = NonNullable<PhotoSwipe['currSlide']>['content'];

/** What stands in place of an image. */
export interface Note {
  text: string;
  /** Loading it again may help. */
  again: boolean;
}

/** An image that is too small to be seen is shown this large (CSS pixels), and its pixels are. */
const TINY = 32;
const TINY_SHOWN = 128;

/** What is loaded for a slide: one URL, or one of several widths, which PhotoSwipe chooses as the image is enlarged. */
interface Source {
  src: string;
  srcset?: string | undefined;
}

/** Names a source among those that did not load. */
export function sourceKey({ src, srcset }: Pick<SlideData, 'src' | 'srcset'>): string {
  return srcset ?? src ?? '';
}

/** What there may be to show of a record, the best first: the width that the screen needs, the original, the thumbnail. */
export function sourcesOf(entry: Entry): Source[] {
  const { url: src, thumbnailUrl } = entry.url ?? {};
  const srcset = widthsOf(entry);
  return [
    ...(src && srcset ? [{ src, srcset }] : []),
    ...(src ? [{ src }] : []),
    ...(thumbnailUrl ? [{ src: thumbnailUrl }] : []),
  ];
}

/**
 * All widths of an image, and its original beyond them. None of one that moves, since they are its first frame, nor of a tiny
 * one, whose very pixels are to be seen.
 */
function widthsOf(entry: Entry): string | undefined {
  const { metadata, url } = entry;
  const { animated, width = 0, height = 0 } = metadata;
  const srcset = srcSetOf(entry);
  if (!srcset || animated || isTiny({ width, height })) return undefined;
  const largest = url?.delivery?.widths.at(-1) ?? 0;
  return width > largest && showsUpright(metadata) ? `${srcset}, ${url!.url} ${width}w` : srcset;
}

/** Whether every browser shows the original, and as the other widths are: of what has an orientation they turn JPEG alone. */
function showsUpright({ contentType, orientation = 1 }: Metadata): boolean {
  return !isUncommon(contentType) && (orientation === 1 || contentType === 'image/jpeg');
}

/**
 * What the viewer shows of a record: the image, its thumbnail where the browser cannot show it, else a note.
 * @param failed {@link sourceKey}s of what did not load.
 */
export function slideOf(entry: Entry | undefined, failed: ReadonlySet<string>): SlideData {
  const source = entry && sourcesOf(entry).find((each) => !failed.has(sourceKey(each)));
  if (!source) return { type: 'note', note: noteOf(entry), width: 0, height: 0 };
  const { metadata, url } = entry;
  const { width = 0, height = 0 } = metadata;
  return {
    ...source,
    width,
    height,
    alt: labelOf(metadata),
    ...(url?.thumbnailUrl && { msrc: url.thumbnailUrl }),
  };
}

/** Whether two slides show the same. */
export function sameSlide(a: SlideData, b: SlideData): boolean {
  return (
    sourceKey(a) === sourceKey(b) && (a.note as Note | undefined)?.text === (b.note as Note | undefined)?.text
  );
}

function noteOf(entry: Entry | undefined): Note {
  if (!entry) return { text: 'This record is gone.', again: false };
  const { url, metadata } = entry;
  if (url) return { text: unshownWords(metadata), again: !metadata.thumbnailError };
  const { rejection, status } = metadata;
  if (status === 'ready') return { text: 'The image is on its way.', again: false };
  const refused = status === 'rejected' && rejection;
  const waiting = 'The image has not arrived yet, or is being inspected.';
  return { text: refused ? rejectionWords(refused.code) : waiting, again: false };
}

/** A note over all of the slide's place that the panel and the arrows leave. */
export function noteElement({ text, again }: Note, onAgain: () => void): HTMLDivElement {
  const button = element('button', { type: 'button', textContent: 'Try again' });
  button.addEventListener('click', onAgain);
  // It is no swipe.
  button.addEventListener('pointerdown', (event) => event.stopPropagation());
  return element('div', { className: 'note' }, element('p', { textContent: text }), again && button);
}

/** Gives a loaded image its own sides where the recorded ones would stretch it, and a tiny one its pixels. */
export function fitContent(content: Content): void {
  const { element, slide } = content;
  if (!(element instanceof HTMLImageElement)) return;
  const sides = ownSides(element, content);
  element.classList.toggle('tiny', isTiny(sides ?? content));
  if (!sides) return;
  Object.assign(content, sides);
  if (!slide) return;
  Object.assign(slide, sides);
  slide.resize();
}

function isTiny({ width, height }: Sides): boolean {
  return width > 0 && Math.max(width, height) <= TINY;
}

/** What PhotoSwipe knows of a slide's size when it asks how large to show it. */
interface Zoom {
  fit: number;
  elementSize: { x: number; y: number } | null;
}

/** How much an image is enlarged at first: as it fits, and one of a few pixels so that it can be seen. */
export function firstZoom({ fit, elementSize }: Zoom): number {
  return tinyZoom(elementSize) || fit;
}

/** How much an image is enlarged by a click; 0 leaves it to PhotoSwipe. */
export function secondZoom({ elementSize }: Zoom): number {
  return tinyZoom(elementSize);
}

function tinyZoom(size: Zoom['elementSize']): number {
  const { x = 0, y = 0 } = size ?? {};
  return isTiny({ width: x, height: y }) ? TINY_SHOWN / Math.max(x, y) : 0;
}

/**
 * Shows a changed list of slides, from the one at `index`. PhotoSwipe keeps slides by their number, and knows how to
 * refresh a slide, but not that a number is another slide now.
 */
export function redraw(pswp: PhotoSwipe, slides: SlideData[], index: number): void {
  const most = Math.max(slides.length, pswp.getNumItems());
  for (let each = 0; each <= most; each++) pswp.contentLoader.removeByIndex(each);
  pswp.options.dataSource = slides;
  pswp.currIndex = index;
  pswp.potentialIndex = index;
  for (const [place, holder] of pswp.mainScroll.itemHolders.entries()) {
    pswp.setContent(holder, index - 1 + place, true);
  }
  pswp.currSlide = pswp.mainScroll.itemHolders[1]?.slide;
  pswp.currSlide?.setIsActive(true);
  pswp.appendHeavy();
  pswp.dispatch('change');
}

/** Shows that slides were added behind the last one, and leaves the present one as it is. */
export function drawNext(pswp: PhotoSwipe): void {
  const next = pswp.mainScroll.itemHolders[2];
  if (next && !next.slide) pswp.setContent(next, pswp.currIndex + 1);
  pswp.appendHeavy();
  pswp.dispatch('change');
}
