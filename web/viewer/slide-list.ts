import type PhotoSwipe from 'photoswipe';
import type { SlideData } from 'photoswipe';
import type { Records } from '../gallery/records.ts';
import { drawNext, redraw, sameSlide, slideOf, sourceKey, sourcesOf } from './slides.ts';

export type SlideList = ReturnType<typeof createSlideList>;

/**
 * The records that the viewer goes through, as the slides of a PhotoSwipe that is not open yet.
 * @param given Records in their order; the one to begin with comes first where it is not among them.
 */
export function createSlideList(pswp: PhotoSwipe, records: Records, given: string[], first: string) {
  const ids = given.includes(first) ? [...given] : [first, ...given];
  /** What did not load. */
  const failed = new Set<string>();
  /** Records that were deleted here, and where they were: they may come back. */
  const removed = new Map<string, number>();
  const slideOfId = (id: string) => slideOf(records.get(id), failed);
  let slides: SlideData[] = ids.map(slideOfId);
  pswp.options.dataSource = slides;
  pswp.options.index = ids.indexOf(first);

  return {
    current: () => ids[pswp.currIndex],
    at: (index: number) => ids[index],
    indexOf: (id: string) => ids.indexOf(id),
    length: () => ids.length,
    isRemoved: (id: string) => removed.has(id),
    holds: (id: string) => ids.includes(id) && !removed.has(id),
    /** Takes out a record, and goes on to the next, or the one before. Says whether there was one. */
    take: (id: string): boolean => {
      const index = ids.indexOf(id);
      removed.set(id, index);
      if (ids.length === 1) return false;
      ids.splice(index, 1);
      slides = slides.filter((_, at) => at !== index);
      redraw(pswp, slides, Math.min(index, ids.length - 1));
      return true;
    },
    /** Shows a record again that was taken out. */
    putBack: (id: string) => {
      const index = removed.get(id);
      if (index === undefined || pswp.isDestroying) return;
      removed.delete(id);
      ids.splice(index, 0, id);
      slides = [...slides.slice(0, index), slideOfId(id), ...slides.slice(index)];
      redraw(pswp, slides, ids.indexOf(id));
    },
    /** Adds those that are not among them. */
    append: (next: string[]) => {
      const fresh = next.filter((id) => !ids.includes(id) && !removed.has(id));
      if (fresh.length === 0 || pswp.isDestroying) return;
      ids.push(...fresh);
      slides.push(...fresh.map(slideOfId));
      drawNext(pswp);
    },
    /** Shows what is known of a record by now. */
    refresh: (id: string) => {
      const index = ids.indexOf(id);
      const slide = slideOfId(id);
      if (index < 0 || pswp.isDestroying || sameSlide(slide, slides[index]!)) return;
      slides[index] = slide;
      pswp.refreshSlideContent(index);
    },
    /** A slide did not load. Says whether its record's thumbnail is what is shown instead. */
    fail: (id: string, slide: SlideData): boolean => {
      failed.add(sourceKey(slide));
      const { src } = slideOfId(id);
      return src !== undefined && src === records.get(id)?.url?.thumbnailUrl;
    },
    /** What is known of a record may load by now. */
    forgive: (id: string) => {
      const entry = records.get(id);
      for (const source of entry ? sourcesOf(entry) : []) failed.delete(sourceKey(source));
    },
  };
}
