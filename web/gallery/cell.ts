import { thumbHashToDataURL } from 'thumbhash';
import type { Metadata } from '../../client/types.ts';
import { element } from '../dom.ts';
import { ownSides, type Sides } from '../sides.ts';
import { isolated, nameOf, rejectionWords, typeName, unshownWords } from '../words.ts';
import { columnsOf } from './columns.ts';
import type { Entry } from './records.ts';

/** Width to height of a cell: the image's own within limits, so that a banner leaves room for others. */
export function ratioOf({
  width,
  height,
}: {
  width?: number | undefined;
  height?: number | undefined;
}): number {
  if (!width || !height) return 1;
  return Math.min(Math.max(width / height, 0.4), 3);
}

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

  const update = ({ metadata, url }: Entry, { awaited, row }: CellLook) => {
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
    showColumns(metadata, row);
    if (width && height) Object.assign(image, { width, height });
    if (thumbhash && thumbhash !== hash && seen !== metadata.contentVersion) {
      frame.style.backgroundImage = `url(${placeholder(thumbhash)})`;
    }
    hash = thumbhash;
    const source = sourceOf({ metadata, url }, awaited);
    const unshowable = cell.classList.contains('unshowable');
    if (!source || image.getAttribute('src') === source) return;
    if (seen === metadata.contentVersion && !unshowable) return;
    wanted = metadata.contentVersion;
    cell.classList.remove('unshowable');
    own = undefined;
    image.src = source;
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
