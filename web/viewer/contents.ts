import type PhotoSwipe from 'photoswipe';
import type { SlideData } from 'photoswipe';
import type { Records } from '../gallery/records.ts';
import { tell } from '../messages.ts';
import { thumbnailInsteadWords } from '../words.ts';
import type { SlideList } from './slide-list.ts';
import { fitContent, type Note, noteElement } from './slides.ts';

/**
 * Fills the slides: images at their true proportion, and notes where there is none to show.
 * @param renew Reads a record anew, for a URL that works.
 */
export function fillSlides(
  pswp: PhotoSwipe,
  records: Records,
  list: SlideList,
  renew: (id: string) => void,
): void {
  const noteIn = ({ data }: { data: SlideData }) => data.note as Note | undefined;
  pswp.on('contentLoad', (event) => {
    const note = noteIn(event.content);
    if (!note) return;
    event.preventDefault();
    const { index } = event.content;
    event.content.element = noteElement(note, () => {
      const id = list.at(index)!;
      list.forgive(id);
      renew(id);
    });
  });
  // Over all of the slide, wherever an image would lie.
  pswp.on('contentAppend', (event) => {
    const { element, slide } = event.content;
    if (!noteIn(event.content) || !element) return;
    event.preventDefault();
    slide?.holderElement?.append(element);
  });
  pswp.on('contentResize', (event) => {
    if (noteIn(event.content)) event.preventDefault();
  });
  pswp.on('loadError', ({ content }) => {
    const id = list.at(content.index)!;
    const entry = records.get(id);
    if (!entry || !content.data.src) return;
    const thumbnail = list.fail(id, content.data);
    const ended = entry.url !== undefined && entry.urlEndsAt <= Date.now();
    // PhotoSwipe is still busy with the slide that failed.
    setTimeout(() => (ended ? renew(id) : list.refresh(id)));
    if (thumbnail && !ended && id === list.current()) tell(thumbnailInsteadWords(entry.metadata));
  });
  pswp.on('loadComplete', ({ content }) => fitContent(content));
  pswp.on('contentActivate', ({ content }) => fitContent(content));
}
