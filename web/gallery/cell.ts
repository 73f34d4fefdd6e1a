import { thumbHashToDataURL } from 'thumbhash';
import type { Metadata } from '../../client/types.ts';
import { element } from '../dom.ts';
import { ownSides, type Sides } from '../sides.ts';
import { isolated, nameOf, rejectionWords, typeName, unshownWords } from '../words.ts';
import { columnsOf } from './columns.ts';
import type { Entry } from './records.ts';
import { ratioOf, sizesOf, srcSetOf } from './sizes.ts';

export interface CellActions {
  /** The image did not load: its URL may have ended. */
  renew: (id: string) => void;
}

/** How a record is to be shown. */
export interface CellLook {
  /** A thumbnail is to be expected. */
  awaited: boolean;
  /** As a row, with its columns. */
  row: boolean;
}

export type Cell = ReturnType<typeof createCell>;

/** @param early The cell is seen at once: its image does not wait for scrolling. */
export function createCell(id: string, actions: CellActions, early: boolean) {
  const image = element('img', { alt: '', loading: early ? 'eager' : 'lazy', decoding: 'async' });
  if (early) image.fetchPriority = 'high';
  const badge = element('span', { className: 'badge' });
  // Its direction is its own, whatever stands beside it.
  const name = element('bdi');
  const state = element('span', { className: 'unseen' });
  // First in reading order, below the image for the eye.
  const caption = element('span', { className: 'caption' }, name, state);
  const note = element('span', { className: 'note' });
  const frame = element('span', { className: 'frame' }, image, note, badge);
  const button = element('button', { type: 'button', className: 'cell-open' }, caption, frame);
  const check = element('input', { type: 'checkbox', className: 'cell-check' });
  const columns = element('span', { className: 'columns' });
  const cell = element('li', { className: 'cell', data: { id } }, button, check);
  /** What the picture on its way, and the one that is seen, are of: `contentVersion`. */
  let wanted: number | undefined;
  let seen: number | undefined;
  /** The one of which the other widths did not load: it is shown without them. */
  let undelivered: number | undefined;
  /** Epoch ms by this machine's clock at which its URLs end. */
  let endsAt = 0;
  let hash: string | undefined;
  let recorded: { width?: number | undefined; height?: number | undefined } = {};
  /** Those of the image that is seen, where they are not the recorded ones. */
  let own: Sides | undefined;
  const reshape = () => cell.style.setProperty('--ratio', ratioOf(own ?? recorded).toFixed(4));

  image.addEventListener('load', () => {
    seen = wanted;
    own = ownSides(image, recorded);
    reshape();
    cell.classList.add('shown');
    // It would shine through transparent images.
    frame.style.backgroundImage = '';
  });
  image.addEventListener('error', () => {
    if (image.srcset && endsAt > Date.now()) {
      undelivered = wanted;
      // The browser turns to `src`.
      image.removeAttribute('srcset');
      return;
    }
    // Until another URL comes; where it is the type that the browser cannot show, none does.
    cell.classList.add('unshowable');
    actions.renew(id);
  });

  const showColumns = (metadata: Metadata, row: boolean) => {
    if (!row) return columns.remove();
    const texts = columnsOf(metadata).map(([label, text]) =>
      element(
        'span',
        { data: { column: label } },
        element('span', { className: 'unseen', textContent: `${label}: ` }),
        element('bdi', { textContent: text }),
      ),
    );
    columns.replaceChildren(...texts);
    if (!columns.isConnected) cell.append(columns);
  };

  /** Shows the picture of a record, unless it is seen already. */
  const show = (entry: Entry, { awaited, row }: CellLook) => {
    const { contentVersion } = entry.metadata;
    const src = sourceOf(entry, awaited) ?? '';
    const srcset = (undelivered !== contentVersion && srcSetOf(entry)) || '';
    const sizes = srcset && sizesOf(entry.metadata, row);
    if (!src && !srcset) return;
    if (src === (image.getAttribute('src') ?? '') && srcset === image.srcset && sizes === image.sizes) return;
    const unshowable = cell.classList.contains('unshowable');
    if (seen === contentVersion && !unshowable && (!srcset || sizes === image.sizes)) return;
    if (wanted !== contentVersion) own = undefined;
    wanted = contentVersion;
    endsAt = entry.urlEndsAt;
    cell.classList.remove('unshowable');
    // All at once: the browser chooses afterwards.
    for (const [attribute, value] of Object.entries({ sizes, srcset, src })) {
      if (value) image.setAttribute(attribute, value);
      else image.removeAttribute(attribute);
    }
  };

  const update = (entry: Entry, look: CellLook) => {
    const { metadata } = entry;
    const { status, width, height, thumbhash } = metadata;
    recorded = { width, height };
    reshape();
    cell.dataset.status = status;
    name.textContent = nameOf(metadata);
    check.ariaLabel = `Select ${isolated(nameOf(metadata))}`;
    state.textContent = width && height ? `, ${width} by ${height} pixels, ` : ', ';
    badge.textContent = status === 'ready' ? typeName(metadata.contentType) : status;
    note.textContent = noteOf(metadata);
    cell.classList.toggle('damaged', isDamaged(metadata));
    showColumns(metadata, look.row);
    if (width && height) Object.assign(image, { width, height });
    if (thumbhash && thumbhash !== hash && seen !== metadata.contentVersion) {
      frame.style.backgroundImage = `url(${placeholder(thumbhash)})`;
    }
    hash = thumbhash;
    show(entry, look);
  };
  /** Says whether it is selected, and whether the Tab key comes to it. */
  const mark = (selected: boolean, current: boolean) => {
    cell.classList.toggle('selected', selected);
    check.checked = selected;
    check.tabIndex = current ? 0 : -1;
    button.tabIndex = current ? 0 : -1;
  };
  return { cell, button, update, mark };
}

/** An original above this size is not loaded for a cell while its thumbnail is about to come. */
const LARGE_BYTES = 500_000;

/**
 * The URL to show in a cell, if there is one yet.
 * @param awaited A thumbnail is to be expected.
 */
export function sourceOf(
  { metadata, url }: Pick<Entry, 'metadata' | 'url'>,
  awaited: boolean,
): string | undefined {
  if (isDamaged(metadata)) return undefined;
  if (url?.thumbnailUrl) return url.thumbnailUrl;
  return (metadata.size ?? 0) > LARGE_BYTES && awaited ? undefined : url?.url;
}

/** Browsers show nothing of it, or a part, and say that it has loaded. */
function isDamaged({ thumbnailError }: Metadata): boolean {
  return thumbnailError === 'Undecodable';
}

/** What stands where an image is missing. */
export function noteOf(metadata: Metadata): string {
  const { status, rejection } = metadata;
  if (status !== 'ready' && !rejection) return 'Waiting for its image…';
  const words = status === 'ready' ? unshownWords(metadata) : rejectionWords(rejection!.code);
  // What happened; the viewer also says what to do.
  return words.replace(/(?<=\.) .*/, '');
}

/** A ThumbHash as a picture of a few pixels; nothing when it is none. */
function placeholder(thumbhash: string): string {
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (character) => character.charCodeAt(0)));
  } catch {
    return '';
  }
}
