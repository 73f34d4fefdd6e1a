import type { ImageIntakeClient } from '../../../client/client.ts';
import type { Metadata } from '../../../client/types.ts';
import { readTag } from '../../address.ts';
import { element } from '../../dom.ts';
import { tell } from '../../messages.ts';
import { imagesWords } from '../../words/failures.ts';
import { readTags } from '../../words/tag-text.ts';
import { isolated } from '../../words.ts';
import type { Records } from '../records.ts';
import { copyAll, downloadAll, tagAll } from './actions.ts';
import { type BulkOptions, type Outcome, outcomeWords } from './bulk.ts';
import type { Selection } from './selection.ts';

export interface BarOptions {
  host: HTMLElement;
  client: ImageIntakeClient;
  records: Records;
  selection: Selection;
  /** The records that are shown, by id and in their order. */
  shown: () => readonly string[];
  remove: (records: readonly Metadata[]) => void;
  /** It goes, and had the focus. */
  onLeft: () => void;
}

/** The bar with what can be done to the selected images. */
export function createBar({ host, client, records, selection, shown, remove, onLeft }: BarOptions) {
  const button = (text: string, className = '') =>
    element('button', { type: 'button', textContent: text, className });
  const count = element('p', { className: 'count', role: 'status' });
  const all = button('Select all');
  const done = button('Done');
  const tag = element('input', {
    name: 'selection-tag',
    autocomplete: 'off',
    dir: 'auto',
    ariaLabel: 'Tag for the selected images',
    placeholder: 'Tag',
  });
  tag.setAttribute('list', 'known-tags');
  const add = element('button', { textContent: 'Add tag' });
  const take = button('Remove tag');
  const tags = element('form', { className: 'tag-form' }, tag, add, take);
  const copy = button('Copy links');
  const download = button('Download');
  const erase = button('Delete', 'danger');
  const tools = element('div', { className: 'buttons' }, copy, download, erase);
  const progress = element('progress', { max: 1, ariaLabel: 'Progress' });
  const stop = button('Stop');
  const working = element('div', { className: 'working', hidden: true }, progress, stop);
  const head = element('div', { className: 'buttons head' }, count, all, done);
  host.append(head, tags, tools, working);

  let run: AbortController | undefined;

  /** The selected records in the order in which they are shown, and then those that are not. */
  const chosen = (): Metadata[] => {
    const order = new Map(shown().map((id, at) => [id, at]));
    const place = (id: string) => order.get(id) ?? order.size;
    const ids = selection.ids().sort((a, b) => place(a) - place(b));
    return ids.flatMap((id) => records.get(id)?.metadata ?? []);
  };

  /** Runs one action at a time over the selection, and tells what came of it. */
  const start = async (
    verb: string,
    action: (chosen: Metadata[], options: BulkOptions) => Promise<Outcome & { words?: string }>,
  ) => {
    const wanted = chosen();
    if (run || wanted.length === 0) return;
    run = new AbortController();
    const { signal } = run;
    const controls = [tag, add, take, copy, download, erase];
    for (const control of controls) control.disabled = true;
    working.hidden = false;
    const onProgress = (over: number) => {
      Object.assign(progress, { max: wanted.length, value: over });
      count.textContent = `${over} of ${wanted.length}…`;
    };
    onProgress(0);
    try {
      const { words, ...outcome } = await action(wanted, { signal, onProgress, onGone: records.remove });
      const { failures } = outcome;
      const whole = outcome.done === outcome.total;
      const sum = whole && words ? '' : outcomeWords(verb, outcome);
      tell([sum, words].filter(Boolean).join(' '), failures.length > 0 ? 'fault' : 'note');
    } finally {
      run = undefined;
      for (const control of controls) control.disabled = false;
      working.hidden = true;
      render();
    }
  };

  /** A tag that is known is one, whatever commas it has; else they separate several, as in the viewer. */
  const typedTags = (): string[] => {
    const whole = readTag(tag.value);
    const isKnown = records.all().some(({ metadata }) => metadata.tags?.includes(whole));
    const typed = isKnown ? [whole] : readTags(tag.value).map(readTag);
    return [...new Set(typed)].filter((each) => each !== '');
  };
  const change = (kind: 'add' | 'remove') => {
    const names = typedTags();
    if (names.length === 0) return tag.focus();
    const listed = names.map((each) => `“${isolated(each)}”`).join(', ');
    void start(`${kind === 'add' ? 'tagged' : 'untagged'} ${listed}`, (wanted, options) =>
      tagAll({ client, records }, wanted, kind, names, options),
    );
  };

  tags.addEventListener('submit', (event) => {
    event.preventDefault();
    change('add');
  });
  take.addEventListener('click', () => change('remove'));
  copy.addEventListener('click', () =>
    start('copied', (wanted, options) => copyAll(client, wanted, options)),
  );
  download.addEventListener('click', () =>
    start('downloaded', (wanted, options) => downloadAll(client, wanted, options)),
  );
  erase.addEventListener('click', () => {
    const wanted = chosen();
    selection.clear();
    remove(wanted);
  });
  stop.addEventListener('click', () => run?.abort());
  all.addEventListener('click', () => selection.add(shown()));
  done.addEventListener('click', selection.clear);

  const render = () => {
    const focused = host.contains(document.activeElement);
    host.hidden = !selection.isOn();
    if (focused && host.hidden) onLeft();
    if (run) return;
    const visible = new Set(shown());
    const unseen = selection.ids().filter((id) => !visible.has(id)).length;
    const size = selection.size();
    count.textContent = `${imagesWords(size)} selected${unseen > 0 ? `, ${unseen} of them not shown` : ''}`;
    for (const control of [add, take, copy, download, erase]) control.disabled = size === 0;
  };
  return { render };
}
