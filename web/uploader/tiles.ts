import { byId, element } from '../dom.ts';
import { sumWords, totalOf } from './sum.ts';
import { createTile } from './tile.ts';
import type { Upload } from './upload.ts';
import type { Uploads } from './uploads.ts';

/** Sums are not read out more often than this. */
const QUIET_MS = 3000;

/** The uploads ahead of the gallery's images: their sum, what can be done with all of them, and a tile for each. */
export function createTiles(uploads: Uploads) {
  const sum = element('p', { className: 'sum' });
  const spoken = element('p', { className: 'unseen', role: 'status' });
  const progress = element('progress', { ariaLabel: 'All uploads' });
  const button = (act: () => void) => {
    const made = element('button', { type: 'button' });
    made.addEventListener('click', act);
    return made;
  };
  const retry = button(uploads.retryFailed);
  const pause = button(() => {
    const { waiting, sending, offline } = uploads.sum();
    uploads.pauseAll(waiting + sending + offline > 0);
  });
  const clear = button(uploads.clear);
  clear.textContent = 'Clear';
  clear.ariaLabel = 'Clear what is finished and refused';
  const list = element('ul', { id: 'uploads', className: 'gallery', ariaLabel: 'Files' });
  const buttons = element('div', { className: 'buttons' }, retry, pause, clear);
  const bar = element('div', { className: 'uploads-bar' }, sum, progress, buttons);
  const section = element(
    'section',
    { className: 'uploads', ariaLabel: 'Uploads', hidden: true },
    bar,
    spoken,
    list,
  );
  const tiles = new Map<string, ReturnType<typeof createTile>>();
  let speaking: ReturnType<typeof setTimeout> | undefined;

  const speak = () => {
    if (speaking !== undefined) return;
    speaking = setTimeout(() => {
      speaking = undefined;
      spoken.textContent = sum.textContent;
    }, QUIET_MS);
  };

  const drawBar = () => {
    const counts = uploads.sum();
    const { done, failed, refused, cancelled, waiting, sending, offline, paused } = counts;
    const words = sumWords(counts);
    section.hidden = words === '';
    if (sum.textContent !== words) {
      sum.textContent = words;
      speak();
    }
    progress.max = Math.max(totalOf(counts), 1);
    progress.value = done + shareSent();
    progress.hidden = totalOf(counts) === 0;
    retry.textContent = failed === 1 ? 'Retry 1 failed' : `Retry ${failed} failed`;
    retry.hidden = failed === 0;
    const going = waiting + sending + offline;
    pause.textContent = going > 0 ? 'Pause all' : 'Resume all';
    pause.hidden = going + paused < 2;
    clear.hidden = done + refused + cancelled === 0;
  };
  /** Files that are on their way, counted by the part of their bytes that has left. */
  const shareSent = () =>
    uploads.all().reduce((share, { state, sent, size }) => {
      if (state === 'inspecting' || state === 'arrived') return share + 1;
      return state === 'sending' && size > 0 ? share + sent / size : share;
    }, 0);

  const drawAll = () => {
    const all = uploads.all();
    const keys = new Set(all.map(({ key }) => key));
    for (const [key, tile] of tiles) {
      if (keys.has(key)) continue;
      moveFocusFrom(tile.tile);
      tile.remove();
      tiles.delete(key);
    }
    for (const upload of all) {
      if (tiles.has(upload.key)) continue;
      const made = createTile(upload, uploads);
      tiles.set(upload.key, made);
      list.append(made.tile);
    }
  };

  byId('column-names').before(section);
  return {
    draw: (upload?: Upload): void => {
      const tile = upload && tiles.get(upload.key);
      if (tile) tile.update(upload);
      else drawAll();
      drawBar();
    },
  };
}

/** The focus of a tile that goes is not lost: it moves to the next one, or to the images. */
function moveFocusFrom(tile: HTMLElement): void {
  if (!tile.contains(document.activeElement)) return;
  const next = tile.nextElementSibling ?? tile.previousElementSibling;
  (next?.querySelector<HTMLElement>('button:not([hidden])') ?? byId('gallery')).focus();
}
