import { element } from '../dom.ts';
import { ratioOf } from '../gallery/sizes.ts';
import { bytesWords } from '../words/quantities.ts';
import { isolated } from '../words.ts';
import { previewOf } from './previews.ts';
import type { State, Upload } from './upload.ts';
import type { Uploads } from './uploads.ts';

type Deed = Parameters<Uploads['act']>[1] | 'choose';

/** How a state is called, and what a person may do in it. */
const LOOKS: Record<State, { word: string; act?: [label: string, deed: Deed]; away?: 'Cancel' | 'Remove' }> =
  {
    left: { word: 'unfinished', act: ['Resume', 'takeUp'], away: 'Remove' },
    waiting: { word: 'waiting', act: ['Pause', 'pause'], away: 'Cancel' },
    sending: { word: 'uploading', act: ['Pause', 'pause'], away: 'Cancel' },
    // With the service: there is nothing left to cancel.
    inspecting: { word: 'being inspected' },
    arrived: { word: 'being inspected', act: ['Check again', 'go'], away: 'Remove' },
    paused: { word: 'paused', act: ['Resume', 'go'], away: 'Cancel' },
    offline: { word: 'no connection', act: ['Try now', 'go'], away: 'Cancel' },
    failed: { word: 'failed', act: ['Retry', 'go'], away: 'Remove' },
    unreadable: { word: 'file changed', act: ['Choose the file again', 'choose'], away: 'Remove' },
    refused: { word: 'refused', away: 'Remove' },
  };

export function nameOfUpload({ title, name }: Pick<Upload, 'title' | 'name'>): string {
  return title || name;
}

/** An upload among the cells of the gallery. Its elements are made once, so that nothing moves under a finger. */
export function createTile(upload: Upload, uploads: Pick<Uploads, 'act' | 'replace'>) {
  const { key } = upload;
  const image = element('img', { alt: '' });
  const badge = element('span', { className: 'badge' });
  const name = element('bdi');
  const progress = element('progress');
  const reason = element('p', { className: 'reason' });
  const act = element('button', { type: 'button' });
  const away = element('button', { type: 'button' });
  const chooser = element('input', { type: 'file', hidden: true });
  const tile = element(
    'li',
    { className: 'cell upload', tabIndex: -1, data: { key } },
    // First in reading order, below the image for the eye.
    element('p', { className: 'caption' }, name),
    element('div', { className: 'frame' }, image, badge, progress),
    reason,
    element('div', { className: 'buttons' }, act, away, chooser),
  );
  let deed: Deed | undefined;
  let pictured: Blob | undefined;
  let picture: string | undefined;

  act.addEventListener('click', () => {
    if (deed === 'choose') chooser.click();
    else if (deed) void uploads.act(key, deed);
  });
  away.addEventListener('click', () => void uploads.act(key, 'remove'));
  chooser.addEventListener('change', () => {
    const [file] = chooser.files ?? [];
    if (file) void uploads.replace(key, file);
    chooser.value = '';
  });
  image.addEventListener('load', () => {
    const { naturalWidth: width, naturalHeight: height } = image;
    tile.style.setProperty('--ratio', ratioOf({ width, height }).toFixed(4));
    tile.classList.add('shown');
  });

  const show = async ({ data, preview }: Upload) => {
    if (!data || data === pictured) return;
    pictured = data;
    const url = await (preview ?? previewOf(data));
    if (data !== pictured) return url && URL.revokeObjectURL(url);
    forget();
    picture = url;
    if (url) image.src = url;
    return undefined;
  };
  const forget = () => {
    if (picture) URL.revokeObjectURL(picture);
    tile.classList.remove('shown');
  };

  const update = (now: Upload) => {
    const { state, size, sent } = now;
    const look = LOOKS[state];
    const called = nameOfUpload(now);
    const choose = state === 'left' && !now.data;
    const edit = now.mendable ? (['Edit', 'edit'] as const) : undefined;
    const [label, wanted] = choose
      ? (['Choose the file again', 'choose'] as const)
      : (look.act ?? edit ?? []);
    deed = wanted;
    tile.dataset.state = state;
    write(name, called);
    write(badge, look.word);
    write(reason, choose ? 'The browser could not keep the file.' : now.reason || bytesOf(now));
    write(act, label ?? '');
    act.ariaLabel = `${label} ${isolated(called)}`;
    act.hidden = label === undefined;
    write(away, look.away ?? '');
    away.ariaLabel = `${look.away} ${isolated(called)}`;
    away.hidden = look.away === undefined;
    // The focus of a button that goes stays with its tile.
    const { activeElement } = document;
    if ((activeElement === act && act.hidden) || (activeElement === away && away.hidden)) tile.focus();
    progress.ariaLabel = `${isolated(called)}, sent`;
    progress.max = Math.max(size, 1);
    progress.value = sent;
    progress.hidden = state !== 'sending' && state !== 'inspecting';
    void show(now);
  };
  update(upload);

  return {
    tile,
    update,
    remove: () => {
      pictured = undefined;
      forget();
      tile.remove();
    },
  };
}

function bytesOf({ state, sent, size }: Upload): string {
  return state === 'sending' ? `${bytesWords(sent)} of ${bytesWords(size)}` : '';
}

/** Writes only what is new: text that is written anew is selected and read anew too. */
function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
