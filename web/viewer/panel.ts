import type { Metadata } from '../../client/types.ts';
import { MAX_TITLE } from '../../contract/text.ts';
import { element } from '../dom.ts';
import { tell } from '../messages.ts';
import { errorWords, nameOf, rejectionWords } from '../words.ts';
import type { Actions } from './actions.ts';
import { editedOf, readTags } from './edits.ts';
import { factsOf } from './facts.ts';

/** UTF-16 units: browsers count these, the service code points. It has the last word. */
const TITLE_UNITS = 2 * MAX_TITLE;

/** The record beside its image: facts, what can be edited, and what can be done. */
export function createPanel({
  actions,
  current,
  onRemoved,
}: {
  actions: Actions;
  /** The record as it is known by now. */
  current: (id: string) => Metadata | undefined;
  onRemoved: (id: string) => void;
}) {
  let record: Metadata;

  const heading = element('h2', { dir: 'auto' });
  const state = element('p', { className: 'state', role: 'status' });
  const title = element('input', { name: 'title', maxLength: TITLE_UNITS, dir: 'auto', autocomplete: 'off' });
  const tags = element('input', {
    name: 'tags',
    dir: 'auto',
    autocomplete: 'off',
    placeholder: 'sea, holiday',
  });
  const save = element('button', { className: 'primary', textContent: 'Save' });
  const form = element(
    'form',
    { className: 'edit' },
    element('label', {}, element('span', { textContent: 'Title' }), title),
    element('label', {}, element('span', { textContent: 'Tags, separated by commas' }), tags),
    save,
  );
  const facts = element('dl', { className: 'facts' });
  const picker = element('input', { type: 'file', hidden: true });
  const progress = element('progress', { hidden: true, ariaLabel: 'Upload of the new image' });
  const button = (text: string, className = '') =>
    element('button', { type: 'button', textContent: text, className });
  const download = button('Download');
  const replace = button('Replace image');
  const remove = button('Delete', 'danger');
  const panel = element(
    'aside',
    { className: 'panel', ariaLabel: 'Details' },
    heading,
    state,
    form,
    element('div', { className: 'buttons' }, download, replace, remove),
    picker,
    progress,
    facts,
  );

  /** Runs one action at a time; what goes wrong is told in words. */
  const run = async (action: (metadata: Metadata) => Promise<unknown>) => {
    panel.inert = true;
    try {
      await action(record);
    } catch (error) {
      tell(errorWords(error), 'fault');
    } finally {
      panel.inert = false;
      progress.hidden = true;
    }
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const edited = { title: title.value.trim(), tags: readTags(tags.value) };
    void run(async (metadata) => {
      const saved = await actions.save(metadata, edited);
      show(current(metadata.id) ?? metadata, true);
      tell(saved ? 'Saved.' : 'Left as it was.');
      save.focus();
    });
  });
  download.addEventListener('click', () => run(actions.download));
  replace.addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    const file = picker.files?.[0];
    picker.value = '';
    if (!file) return;
    void run(async (metadata) => {
      progress.hidden = false;
      const replaced = await actions.replace(metadata, file, ({ phase, sent, total }) => {
        if (phase === 'sending') Object.assign(progress, { max: total, value: sent });
        else progress.removeAttribute('value');
      });
      if (replaced) tell('The image was replaced.');
    });
  });
  remove.addEventListener('click', () =>
    run(async (metadata) => {
      if (!(await actions.remove(metadata))) return;
      onRemoved(metadata.id);
    }),
  );

  /** Shows a record. What is being typed stays, unless it is another record or `fresh`. */
  const show = (metadata: Metadata, fresh = false) => {
    if (fresh || record?.id !== metadata.id || unedited(record)) {
      const edited = editedOf(metadata);
      title.value = edited.title;
      tags.value = edited.tags.join(', ');
      // The version that the person has seen is the one to match.
      record = metadata;
    }
    const { status, rejection } = metadata;
    heading.textContent = nameOf(metadata);
    state.textContent = rejection
      ? `${status === 'ready' ? 'A replacement was refused. ' : 'Refused. '}${rejectionWords(rejection.code, rejection.message)}`
      : status === 'pending'
        ? 'Pending: its image has not arrived, or is being inspected.'
        : '';
    state.hidden = state.textContent === '';
    download.disabled = !metadata.isUploaded;
    facts.replaceChildren(
      ...factsOf(metadata).flatMap(([label, value]) => [
        element('dt', { dir: 'auto', textContent: label }),
        element('dd', { dir: 'auto', textContent: value }),
      ]),
    );
  };

  const unedited = (metadata: Metadata) => {
    const edited = editedOf(metadata);
    return title.value === edited.title && tags.value === edited.tags.join(', ');
  };

  return { panel, show };
}
