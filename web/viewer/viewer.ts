import PhotoSwipe, { type SlideData } from 'photoswipe';
import 'photoswipe/style.css';
import type { ImageIntakeClient } from '../../client/client.ts';
import type { Metadata } from '../../client/types.ts';
import type { Records } from '../gallery/records.ts';
import { copyLinks } from '../links.ts';
import { tell } from '../messages.ts';
import { thumbnailInsteadWords } from '../words.ts';
import { createActions } from './actions.ts';
import { addButtons } from './buttons.ts';
import { ask, differencesTable } from './dialogs.ts';
import { createDrafts } from './drafts.ts';
import { holdPage } from './hold-page.ts';
import type { OwnChanges } from './own-changes.ts';
import { createPanel } from './panel.ts';
import {
  drawNext,
  firstZoom,
  fitContent,
  type Note,
  noteElement,
  redraw,
  sameSlide,
  secondZoom,
  slideOf,
} from './slides.ts';
import '../styles/viewer.css';

/** From this width on (CSS pixels) the panel stands beside the image; below, it lies over its lower part. */
const WIDE = 800;
const PANEL_WIDTH = 340;
const BAR_HEIGHT = 60;
/** Part of the height that the panel takes where it lies over the image. */
const PANEL_HEIGHT = 0.6;
/** Asks for more images when the end comes this near. */
const AHEAD = 5;

export interface ViewerOptions {
  client: ImageIntakeClient;
  records: Records;
  own: OwnChanges;
  /** Records in the order of the gallery. */
  ids: string[];
  /** The record to begin with. It is known by now; where it is not among `ids` it comes first. */
  id: string;
  /** Loads more: resolves to ids that go on after those that are known, which may be among them. */
  more?: () => Promise<string[]>;
  /** Whether there is more to load. */
  hasMore?: () => boolean;
  /** Tags to suggest. */
  knownTags?: () => Iterable<string>;
  /** Deletes a record; the viewer goes on to the next one. */
  remove: (metadata: Metadata) => void;
  /** Another record is shown. */
  onShow?: (id: string) => void;
  /** The record that was shown last; undefined when it is gone. */
  onClose: (id: string | undefined) => void;
}

export interface Viewer {
  /** Works while the viewer is opening, too. */
  close: () => void;
  show: (id: string) => void;
  /** Shows records again whose deletion was undone. */
  back: (ids: string[]) => void;
}

/** Outlive the viewer, so that closing it loses nothing. */
const drafts = createDrafts();
/** Asks before the page is left with something that is not saved. */
let guarded = false;

/** Opens the viewer: images full size with zoom and swipe, and the record beside them. */
export function openViewer(options: ViewerOptions): Viewer {
  const {
    client,
    records,
    own,
    id,
    more,
    hasMore = () => false,
    knownTags = () => [],
    onShow,
    onClose,
  } = options;
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const wide = () => innerWidth >= WIDE;
  let panelOpen = wide();

  const ids = options.ids.includes(id) ? [...options.ids] : [id, ...options.ids];
  const failed = new Set<string>();
  const slideOfId = (each: string) => slideOf(records.get(each), failed);
  let slides: SlideData[] = ids.map(slideOfId);
  const pswp = new PhotoSwipe({
    dataSource: slides,
    index: ids.indexOf(id),
    loop: false,
    bgOpacity: 1,
    showHideAnimationType: reducedMotion ? 'none' : 'fade',
    ...(reducedMotion && { zoomAnimationDuration: false }),
    wheelToZoom: true,
    preload: [1, 1],
    counter: false,
    // The page behind is out of reach anyway, and messages are to be reached.
    trapFocus: false,
    initialZoomLevel: firstZoom,
    secondaryZoomLevel: secondZoom,
    paddingFn: ({ y }) => ({
      top: panelOpen && !wide() ? BAR_HEIGHT : 0,
      bottom: panelOpen && !wide() ? Math.round(y * PANEL_HEIGHT) : 0,
      left: 0,
      right: panelOpen && wide() ? PANEL_WIDTH : 0,
    }),
  });
  const current = () => ids[pswp.currIndex];
  /** Once it is open, at once or then: while it opens PhotoSwipe neither closes nor moves. */
  const whenOpen = (then: () => void) =>
    pswp.opener.isOpening ? pswp.on('openingAnimationEnd', then) : then();
  const close = () => whenOpen(() => pswp.close());

  const actions = createActions({
    client,
    records,
    own,
    ask: (question, differences) =>
      ask(pswp.element!, { ...question, content: differences && differencesTable(differences) }),
  });
  const { panel, show, leave } = createPanel({
    actions,
    drafts,
    knownTags,
    current: (each) => records.get(each)?.metadata,
    copyLink: (metadata) => copyLinks(client, [metadata.id]),
    remove: (metadata) => {
      const index = ids.indexOf(metadata.id);
      removed.set(metadata.id, index);
      take(index);
      options.remove(metadata);
    },
  });
  const buttons = addButtons(pswp, () => togglePanel());

  /** Records that were deleted here, and where they were: they may come back. */
  const removed = new Map<string, number>();
  /** Takes a record out of the viewer, and goes on to the next, or the one before. */
  const take = (index: number) => {
    if (ids.length === 1) {
      close();
      return;
    }
    ids.splice(index, 1);
    slides = slides.filter((_, at) => at !== index);
    redraw(pswp, slides, Math.min(index, ids.length - 1));
  };
  const back = (those: string[]) => {
    for (const each of those) {
      const index = removed.get(each);
      if (index === undefined || pswp.isDestroying) continue;
      removed.delete(each);
      ids.splice(index, 0, each);
      slides = [...slides.slice(0, index), slideOfId(each), ...slides.slice(index)];
      redraw(pswp, slides, ids.indexOf(each));
    }
  };
  const append = (next: string[]) => {
    const fresh = next.filter((each) => !ids.includes(each) && !removed.has(each));
    if (fresh.length === 0 || pswp.isDestroying) return;
    ids.push(...fresh);
    slides.push(...fresh.map(slideOfId));
    drawNext(pswp);
  };

  let asking = false;
  const askForMore = async () => {
    if (asking || !more || !hasMore() || ids.length - pswp.currIndex > AHEAD) return;
    asking = true;
    // What went wrong the gallery tells; the next step asks again.
    const next = await more().catch(() => []);
    asking = false;
    append(next);
    buttons.count(pswp.currIndex, ids.length, hasMore());
  };

  /** Reads a record anew, for a URL that works. */
  const renew = async (each: string) => {
    records.dropUrl(each);
    const image = await client.get(each).catch(() => undefined);
    if (image) records.putAll([image.metadata], image.preSignedUrl ? [image.preSignedUrl] : []);
    refresh();
  };
  /** Shows what is known of a record by now. */
  const refreshSlide = (each: string) => {
    const index = ids.indexOf(each);
    const slide = slideOfId(each);
    if (index < 0 || pswp.isDestroying || sameSlide(slide, slides[index]!)) return;
    slides[index] = slide;
    pswp.refreshSlideContent(index);
  };

  let told = id;
  const refresh = () => {
    const each = current();
    const entry = each && records.get(each);
    if (!each || pswp.isDestroying) return;
    if (each !== told && !removed.has(told)) leave();
    if (entry) show(entry.metadata);
    buttons.count(pswp.currIndex, ids.length, hasMore());
    refreshSlide(each);
    if (each !== told) onShow?.(each);
    told = each;
    void askForMore();
  };
  const togglePanel = (open = !panelOpen) => {
    panelOpen = open;
    panel.hidden = !open;
    pswp.element?.classList.toggle('with-panel', open);
    buttons.expanded(open);
    pswp.updateSize(true);
  };

  const noteIn = ({ data }: { data: SlideData }) => data.note as Note | undefined;
  pswp.on('contentLoad', (event) => {
    const note = noteIn(event.content);
    if (!note) return;
    event.preventDefault();
    const { index } = event.content;
    event.content.element = noteElement(note, () => {
      for (const url of Object.values(records.get(ids[index]!)?.url ?? {})) failed.delete(String(url));
      void renew(ids[index]!);
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
    const each = ids[content.index]!;
    const entry = records.get(each);
    if (!entry || !content.data.src) return;
    failed.add(content.data.src);
    const ended = entry.url !== undefined && entry.urlEndsAt <= Date.now();
    // PhotoSwipe is still busy with the slide that failed.
    setTimeout(() => (ended ? void renew(each) : refreshSlide(each)));
    if (each === current() && slideOfId(each).src) tell(thumbnailInsteadWords(entry.metadata));
  });
  pswp.on('loadComplete', ({ content }) => fitContent(content));
  pswp.on('contentActivate', ({ content }) => fitContent(content));
  pswp.on('keydown', (event) => {
    const { key, target } = event.originalEvent;
    const element = target as HTMLElement;
    const typing = element.closest?.('dialog') || (element.closest?.('input, textarea') && key !== 'Escape');
    // What is typed in the panel or a dialog is not for the viewer, and nothing holds the focus.
    if (typing || key === 'Tab') event.preventDefault();
  });
  pswp.on('change', refresh);
  const unsubscribe = records.onChange(refresh);
  const release = holdPage();
  pswp.on('openingAnimationEnd', () => pswp.element!.focus());
  pswp.on('close', () => !removed.has(told) && leave());
  pswp.on('destroy', () => {
    unsubscribe();
    release();
    const last = current();
    onClose(last !== undefined && records.get(last) && !removed.has(last) ? last : undefined);
  });

  pswp.init();
  pswp.element!.setAttribute('aria-label', 'Image viewer');
  pswp.element!.append(panel);
  togglePanel(panelOpen);
  refresh();
  if (!guarded) {
    guarded = true;
    addEventListener('beforeunload', (event) => {
      if (drafts.ids().some((each) => records.get(each) && drafts.unsaved(each))) event.preventDefault();
    });
  }

  return {
    close,
    back,
    show: (next) =>
      whenOpen(() => {
        append([next]);
        pswp.goTo(ids.indexOf(next));
      }),
  };
}
