import { element } from '../dom.ts';
import type { Difference } from './edits.ts';

export interface Question {
  title: string;
  text: string;
  /** What the button says that goes ahead. */
  yes: string;
  no: string;
  danger?: boolean;
  content?: Node | undefined;
}

/** Asks a question over the viewer. Escape and the first button mean no. */
export function ask(
  host: HTMLElement,
  { title, text, yes, no, danger = false, content }: Question,
): Promise<boolean> {
  const form = element(
    'form',
    { method: 'dialog' },
    element('h2', { id: 'question-title', textContent: title }),
    element('p', { id: 'question-text', textContent: text }),
    content,
    element(
      'div',
      { className: 'buttons' },
      element('button', { value: 'no', textContent: no, autofocus: true }),
      element('button', { value: 'yes', textContent: yes, className: danger ? 'danger' : 'primary' }),
    ),
  );
  const dialog = element(
    'dialog',
    { className: 'ask', aria: { labelledby: 'question-title', describedby: 'question-text' } },
    form,
  );
  host.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}

/** Shows what somebody else wrote beside what is about to be written. */
export function differencesTable(differences: Difference[]): HTMLElement {
  const heading = (text: string) => element('th', { scope: 'col', textContent: text });
  return element(
    'table',
    { className: 'differences' },
    element('thead', {}, element('tr', {}, heading('Field'), heading('Theirs'), heading('Yours'))),
    element(
      'tbody',
      {},
      ...differences.map(({ field, theirs, yours }) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row', textContent: field }),
          element('td', { dir: 'auto', textContent: theirs || '(empty)' }),
          element('td', { dir: 'auto', textContent: yours || '(empty)' }),
        ),
      ),
    ),
  );
}
