import PhotoSwipe from 'photoswipe';
import 'photoswipe/style.css';
import type { ImageIntakeClient } from '../../client/client.ts';
import type { Metadata } from '../../client/types.ts';
import type { Records } from '../gallery/records.ts';
import { copyLink } from '../page/links.ts';
import { createActions } from './actions.ts';
import { addButtons } from './buttons.ts';
import { fillSlides } from './contents.ts';
import { ask, differencesTable } from './dialogs.ts';
import { createDrafts } from './drafts.ts';
import { holdPage } from './hold-page.ts';
import type { OwnChanges } from './own-changes.ts';
import { createPanel } from './panel.ts';
import { createSlideList } from './slide-list.ts';
import { firstZoom, secondZoom } from './slides.ts';
import '../styles/viewer.css';
import '../styles/panel.css';

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
  showsOwner: boolean;
  /** Records in the order of the gallery. */
  ids: string[];
  /** The record to begin with. It is known by now; where it is not among `ids` it comes first. */
  id: string;
  /** Loads more: resolves to ids that go on after those that are known, which may be among them. */
  more: () => Promise<string[]>;
  /** Whether there is more to load. */
  hasMore: () => boolean;
  /** Tags to suggest. */
  knownTags: () => Iterable<string>;
  /** Deletes a record; the viewer goes on to the next one. */
  remove: (metadata: Metadata) => void;
  /** Another record is shown. */
  onShow: (id: string) => void;
  /** The record that was shown last; undefined when it is gone. */
  onClose: (id: string | undefined) => void;
}

export interface Viewer {
  /** Works while the viewer is opening, too. */
  close: () => void;
  /** Whether it can show an image: one that it goes through, and that was not deleted. */
  holds: (id: string) => boolean;
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
  const { client, records, own, id, more, hasMore, knownTags, onShow, onClose } = options;
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const wide = () => innerWidth >= WIDE;
  let panelOpen = wide();

  const pswp = new PhotoSwipe({
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
  const list = createSlideList(pswp, records, options.ids, id);
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
    showsOwner: options.showsOwner,
    current: (each) => records.get(each)?.metadata,
    copyLink: ({ id: each }) => copyLink(client, each),
    remove: (metadata) => {
      if (!list.take(metadata.id)) close();
      options.remove(metadata);
    },
  });
  const buttons = addButtons(pswp, () => togglePanel());
  const count = () => buttons.count(pswp.currIndex, list.length(), hasMore());

  let asking = false;
  const askForMore = async () => {
    if (asking || !hasMore() || list.length() - pswp.currIndex > AHEAD) return;
    asking = true;
    // What went wrong the gallery tells; the next step asks again.
    const next = await more().catch(() => []);
    asking = false;
    list.append(next);
    count();
  };

  let told = id;
  const refresh = () => {
    const each = list.current();
    if (!each || pswp.isDestroying) return;
    const entry = records.get(each);
    if (each !== told && !list.isRemoved(told)) leave();
    if (entry) show(entry.metadata);
    count();
    list.refresh(each);
    if (each !== told) onShow(each);
    told = each;
    void askForMore();
  };
  const renew = async (each: string) => {
    records.dropUrl(each);
    const image = await client.get(each).catch(() => undefined);
    if (image) records.putImage(image);
    refresh();
  };
  const togglePanel = (open = !panelOpen) => {
    panelOpen = open;
    panel.hidden = !open;
    pswp.element?.classList.toggle('with-panel', open);
    buttons.expanded(open);
    pswp.updateSize(true);
  };

  fillSlides(pswp, records, list, (each) => void renew(each));
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
  pswp.on('close', () => !list.isRemoved(told) && leave());
  pswp.on('destroy', () => {
    unsubscribe();
    release();
    const last = list.current();
    onClose(last !== undefined && records.get(last) && !list.isRemoved(last) ? last : undefined);
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
    holds: list.holds,
    show: (next) => whenOpen(() => pswp.goTo(list.indexOf(next))),
    back: (ids) => {
      for (const each of ids) list.putBack(each);
    },
  };
}
