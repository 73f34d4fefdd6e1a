import type PhotoSwipe from 'photoswipe';
import type { SlideData } from 'photoswipe';
import { element } from '../dom.ts';
import type { Entry } from '../gallery/records.ts';
import { ownSides, type Sides } from '../sides.ts';
import { labelOf, rejectionWords, unshownWords } from '../words.ts';

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

/**
 * What the viewer shows of a record: the image, its thumbnail where the browser cannot show it, else a note.
 * @param failed URLs that did not load.
 */
export function slideOf(entry: Entry | undefined, failed: ReadonlySet<string>): SlideData {
  const urls = [entry?.url?.url, entry?.url?.thumbnailUrl];
  const src = urls.find((url) => url !== undefined && !failed.has(url));
  if (!entry || !src) return { type: 'note', note: noteOf(entry), width: 0, height: 0 };
  const { metadata, url } = entry;
  const { width = 0, height = 0 } = metadata;
  return {
    src,
    width,
    height,
    alt: labelOf(metadata),
    ...(url?.thumbnailUrl && { msrc: url.thumbnailUrl }),
  };
}

/** Whether two slides show the same. */
export function sameSlide(a: SlideData, b: SlideData): boolean {
  return a.src === b.src && (a.note as Note | undefined)?.text === (b.note as Note | undefined)?.text;
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
