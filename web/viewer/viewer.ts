import PhotoSwipe, { type SlideData } from 'photoswipe';
import 'photoswipe/style.css';
import type { ImageIntakeClient } from '../../client/client.ts';
import type { Metadata } from '../../client/types.ts';
import { element } from '../dom.ts';
import type { Entry, Records } from '../gallery/records.ts';
import { tell } from '../messages.ts';
import { ownSides } from '../sides.ts';
import { labelOf, rejectionWords } from '../words.ts';
import { createActions } from './actions.ts';
import { createPanel } from './panel.ts';
import '../styles/viewer.css';

/** From this width on (CSS pixels) the panel stands beside the image; below, it lies over its lower half. */
const WIDE = 800;
const PANEL_WIDTH = 340;

export interface ViewerOptions {
  client: ImageIntakeClient;
  records: Records;
  /** Records in the order of the gallery. */
  ids: string[];
  /** The record to begin with. */
  id: string;
  /** The record that was shown last; undefined when it was deleted. */
  onClose: (id: string | undefined) => void;
  /** Another image is shown. */
  onShow: (id: string) => void;
  /** Deletes a record, so that it can be undone. */
  remove: (metadata: Metadata) => void;
  /** Loads more records; gives all ids by then. */
  more: () => Promise<string[]>;
  knownTags: () => string[];
}

/** Opens the viewer: images full size with zoom and swipe, and the record beside them. */
export function openViewer({ client, records, ids, id, onClose, onShow, remove }: ViewerOptions) {
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const wide = () => innerWidth >= WIDE;
  let panelOpen = wide();

  const pswp = new PhotoSwipe({
    dataSource: ids.map((each) => slideOf(records.get(each))),
    index: ids.indexOf(id),
    bgOpacity: 1,
    showHideAnimationType: reducedMotion ? 'none' : 'fade',
    ...(reducedMotion && { zoomAnimationDuration: false }),
    wheelToZoom: true,
    preload: [1, 1],
    errorMsg: 'This browser cannot show this image. Download it instead.',
    paddingFn: () => ({ top: 0, bottom: 0, left: 0, right: panelOpen && wide() ? PANEL_WIDTH : 0 }),
  });
  const current = () => ids[pswp.currIndex];
  const actions = createActions(client, records, () => pswp.element!, remove);
  const { panel, show } = createPanel({
    actions,
    current: (each) => records.get(each)?.metadata,
    onRemoved: () => {
      removed = true;
      pswp.close();
      // While it opens PhotoSwipe does not close.
      pswp.on('openingAnimationEnd', () => pswp.close());
    },
  });

  const shownUrls = ids.map((each) => records.get(each)?.url?.url);
  const refresh = () => {
    const { currIndex } = pswp;
    const entry = records.get(ids[currIndex]!);
    if (!entry) return;
    show(entry.metadata);
    if (entry.url?.url === shownUrls[currIndex]) return;
    shownUrls[currIndex] = entry.url?.url;
    (pswp.options.dataSource as SlideData[])[currIndex] = slideOf(entry);
    pswp.refreshSlideContent(currIndex);
  };
  const togglePanel = (open = !panelOpen) => {
    panelOpen = open;
    panel.hidden = !open;
    pswp.element?.classList.toggle('with-panel', open);
    pswp.element?.querySelector('.pswp__button--details')?.setAttribute('aria-expanded', String(open));
    pswp.updateSize(true);
  };

  pswp.on('uiRegister', () => {
    pswp.ui?.registerElement({
      name: 'details',
      title: 'Details',
      order: 9,
      isButton: true,
      html: '<svg viewBox="0 0 32 32" aria-hidden="true" class="pswp__icn"><path d="M15 13h2v9h-2zm0-4h2v2h-2zM16 5a11 11 0 1 0 0 22 11 11 0 0 0 0-22zm0 2a9 9 0 1 1 0 18 9 9 0 0 1 0-18z"/></svg>',
      onClick: () => togglePanel(),
    });
  });
  pswp.on('contentLoad', (event) => {
    const { note } = event.content.data as { note?: string };
    if (note === undefined) return;
    event.preventDefault();
    event.content.element = element('div', { className: 'note' }, element('p', { textContent: note }));
  });
  // What the browser cannot decode, it can show as thumbnail.
  pswp.on('loadError', ({ content }) => {
    const { index, data } = content;
    const entry = records.get(ids[index]!);
    const thumbnail = entry?.url?.thumbnailUrl;
    if (!thumbnail || data.src === thumbnail) return;
    (pswp.options.dataSource as SlideData[])[index] = { ...slideOf(entry), src: thumbnail };
    setTimeout(() => pswp.refreshSlideContent(index));
    if (index === pswp.currIndex) tell('This browser cannot show the original; this is its thumbnail.');
  });
  pswp.on('loadComplete', ({ content }) => unstretch(content));
  pswp.on('contentActivate', ({ content }) => unstretch(content));
  // Typing in the panel or a dialog is not for the viewer.
  pswp.on('keydown', (event) => {
    const target = event.originalEvent.target as HTMLElement;
    const typing = target.closest?.('dialog, input, textarea');
    if (typing && !(event.originalEvent.key === 'Escape' && !target.closest('dialog')))
      event.preventDefault();
  });
  pswp.on('change', () => {
    refresh();
    onShow(current()!);
  });
  const unsubscribe = records.onChange(refresh);
  let removed = false;
  pswp.on('destroy', () => {
    unsubscribe();
    onClose(removed ? undefined : current());
  });

  pswp.init();
  pswp.element!.setAttribute('aria-label', 'Image viewer');
  pswp.element!.setAttribute('aria-modal', 'true');
  pswp.element!.append(panel);
  togglePanel(panelOpen);
  refresh();
  return {
    close: () => {
      pswp.close();
      pswp.on('openingAnimationEnd', () => pswp.close());
    },
    show: (next: string) => pswp.goTo(ids.indexOf(next)),
  };
}

/** An image, or a note where there is none to show. */
function slideOf(entry: Entry | undefined): SlideData {
  if (!entry?.url) return { type: 'note', note: noteOf(entry), width: 0, height: 0 };
  const { metadata, url } = entry;
  const { width = 0, height = 0 } = metadata;
  return {
    src: url.url,
    width,
    height,
    alt: labelOf(metadata),
    ...(url.thumbnailUrl && { msrc: url.thumbnailUrl }),
  };
}

/** Gives a loaded image its own sides where the recorded ones would stretch it. */
function unstretch(content: NonNullable<PhotoSwipe['currSlide']>['content']): void {
  const { element, slide } = content;
  const sides = element instanceof HTMLImageElement && ownSides(element, content);
  if (!sides) return;
  Object.assign(content, sides);
  if (!slide) return;
  Object.assign(slide, sides);
  slide.resize();
}

function noteOf(entry: Entry | undefined): string {
  if (!entry) return 'This record is gone.';
  const { rejection } = entry.metadata;
  if (rejection) return rejectionWords(rejection.code, rejection.message);
  return 'The image has not arrived yet, or is being inspected.';
}
