import type { Metadata } from '../../client/types.ts';
import { MAX_TITLE } from '../../contract/text.ts';
import { element } from '../dom.ts';
import { tell } from '../messages.ts';
import { quotedName } from '../words/failures.ts';
import { stateWords } from '../words/states.ts';
import { errorWords, nameOf } from '../words.ts';
import type { Actions } from './actions.ts';
import { type createDrafts, type Draft, editedIn, onto } from './drafts.ts';
import { changesOf } from './edits.ts';
import { createFacts } from './facts.ts';
import { suggestTags } from './tag-suggestions.ts';

/** UTF-16 units: browsers count these, the service code points. It has the last word. */
const TITLE_UNITS = 2 * MAX_TITLE;

export interface PanelOptions {
  actions: Actions;
  drafts: ReturnType<typeof createDrafts>;
  /** The record as it is known by now. */
  current: (id: string) => Metadata | undefined;
  /** Tags to suggest. */
  knownTags: () => Iterable<string>;
  showsOwner: boolean;
  copyLink: (metadata: Metadata) => Promise<void>;
  remove: (metadata: Metadata) => void;
}

/** The record beside its image: facts, what can be edited, and what can be done. */
export function createPanel({
  actions,
  drafts,
  current,
  knownTags,
  showsOwner,
  copyLink,
  remove,
}: PanelOptions) {
  /** As it is known by now; the fields may still be an edit of what it was. */
  let shown: Metadata;
  let base: Metadata;

  const heading = element('h2', { dir: 'auto' });
  const filename = element('p', { className: 'filename', dir: 'auto' });
  const state = element('p', { className: 'state', role: 'status' });
  const title = element('input', { name: 'title', maxLength: TITLE_UNITS, dir: 'auto', autocomplete: 'off' });
  const tags = element('input', {
    name: 'tags',
    dir: 'auto',
    autocomplete: 'off',
    placeholder: 'sea, holiday',
  });
  const button = (text: string, className = '') =>
    element('button', { type: 'button', textContent: text, className });
  const save = element('button', { className: 'primary', textContent: 'Save' });
  const discard = button('Discard changes');
  const form = element(
    'form',
    { className: 'edit' },
    element('label', {}, element('span', { textContent: 'Title' }), title),
    element(
      'div',
      { className: 'tags' },
      element('label', {}, element('span', { textContent: 'Tags, separated by commas' }), tags),
      suggestTags(tags, knownTags),
    ),
    element('div', { className: 'buttons' }, save, discard),
  );
  const facts = createFacts(showsOwner);
  const picker = element('input', { type: 'file', hidden: true });
  const progress = element('progress', { hidden: true, ariaLabel: 'Upload of the new image' });
  const download = button('Download');
  const link = button('Copy link');
  const replace = button('Replace image');
  const removal = button('Delete', 'danger');
  const panel = element(
    'aside',
    { className: 'panel', ariaLabel: 'Details' },
    heading,
    filename,
    state,
    form,
    element('div', { className: 'buttons' }, download, link, replace, removal),
    picker,
    progress,
    ...facts.elements,
  );

  const draft = (): Draft => ({ base, title: title.value, tags: tags.value });
  const fill = (next: Draft) => {
    base = next.base;
    if (title.value !== next.title) title.value = next.title;
    if (tags.value !== next.tags) tags.value = next.tags;
  };
  const review = () => {
    drafts.keep(draft());
    discard.hidden = !drafts.of(base.id);
  };

  /** Runs one action at a time; what goes wrong is told in words. */
  const run = async (action: () => Promise<unknown>, sent?: object) => {
    const focused = document.activeElement;
    panel.inert = true;
    try {
      await action();
    } catch (error) {
      tell(errorWords(error, sent), 'fault');
    } finally {
      panel.inert = false;
      progress.hidden = true;
      if (focused instanceof HTMLElement && panel.contains(focused)) focused.focus();
    }
  };

  form.addEventListener('input', review);
  form.addEventListener('change', review);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const edited = editedIn(draft());
    const record = base;
    void run(
      async () => {
        const saved = await actions.save(record, edited);
        drafts.drop(record.id);
        if (shown.id === record.id) show(current(record.id) ?? record);
        tell(saved ? 'Saved.' : 'Left as it was.');
      },
      changesOf(record, edited),
    );
  });
  discard.addEventListener('click', () => {
    drafts.drop(shown.id);
    show(shown);
    title.focus();
  });
  const loading = new Set<string>();
  // It may take minutes, in which other things can be done.
  download.addEventListener('click', async () => {
    const record = shown;
    const name = quotedName(record);
    if (loading.has(record.id)) return;
    loading.add(record.id);
    const note = tell(`${name} is being downloaded…`);
    try {
      await actions.download(record);
    } catch (error) {
      tell(`${name} was not downloaded. ${errorWords(error)}`, 'fault');
    }
    loading.delete(record.id);
    note.close();
  });
  link.addEventListener('click', () => run(() => copyLink(shown)));
  replace.addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    const file = picker.files?.[0];
    picker.value = '';
    if (!file) return;
    const record = shown;
    void run(async () => {
      progress.hidden = false;
      progress.removeAttribute('value');
      const replaced = await actions.replace(record, file, ({ phase, sent, total }) => {
        if (phase === 'sending') Object.assign(progress, { max: total, value: sent });
        else progress.removeAttribute('value');
      });
      if (replaced) tell(`The image of ${quotedName(record)} was replaced.`);
    });
  });
  removal.addEventListener('click', () => remove(shown));
  // The viewer zooms by the wheel.
  panel.addEventListener('wheel', (event) => event.stopPropagation());

  /** Shows a record. What is being typed stays with its record until it is saved or discarded. */
  const show = (metadata: Metadata) => {
    shown = metadata;
    fill(onto(drafts.of(metadata.id), metadata));
    review();
    const name = nameOf(metadata);
    heading.textContent = name;
    filename.textContent = metadata.filename;
    filename.hidden = name === metadata.filename;
    state.textContent = stateWords(metadata);
    state.hidden = state.textContent === '';
    download.disabled = !metadata.isUploaded;
    link.disabled = !metadata.isUploaded;
    facts.show(metadata);
  };

  /** Says what was typed and is not saved, when its record is left. */
  const leave = () => {
    if (!drafts.unsaved(shown.id)) return;
    tell(`Your changes to ${quotedName(shown)} are not saved yet. Open it again to save or discard them.`);
  };

  return { panel, show, leave };
}
