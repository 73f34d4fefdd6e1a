import type { Countdown, Waiting } from '../deletions.ts';
import { element } from '../dom.ts';
import { show } from '../messages.ts';
import { imagesWords, quotedName } from '../words/failures.ts';
import { isDialogOpen, isTyping } from './covered.ts';

/** Tells that records are deleted, and offers to undo it; the countdown stands still under the pointer and the focus. */
export function announceDeletion({ records, undo, send, hold }: Waiting): Countdown {
  const [only] = records;
  const what = records.length === 1 ? quotedName(only!) : imagesWords(records.length);
  // Each second read out would be too much.
  const seconds = element('span', { className: 'seconds', aria: { hidden: 'true' } });
  const button = element('button', { type: 'button', className: 'offer' }, 'Undo', seconds);
  const dismiss = element('button', { type: 'button', textContent: '×', ariaLabel: 'Delete now' });
  const message = element(
    'p',
    { className: 'message note undo' },
    element('span', { textContent: `${what} deleted.` }),
    button,
    dismiss,
  );
  button.addEventListener('click', undo);
  dismiss.addEventListener('click', send);
  const review = () => hold(message.matches(':hover, :focus-within'));
  for (const event of ['mouseenter', 'mouseleave', 'focusin'] as const) {
    message.addEventListener(event, review);
  }
  // The focus has not arrived at the other yet.
  message.addEventListener('focusout', () => setTimeout(review));
  show(message);
  return {
    tick: (leftMs) => {
      seconds.textContent = ` ${Math.ceil(leftMs / 1000)}`;
    },
    close: () => message.remove(),
  };
}

/** Ctrl+Z, outside of texts, takes the latest deletion back. */
export function connectUndoKey(deletions: { undoLatest: () => boolean }): void {
  document.addEventListener('keydown', (event) => {
    const { target, key, ctrlKey, metaKey, shiftKey } = event;
    if (shiftKey || !(ctrlKey || metaKey) || key.toLowerCase() !== 'z') return;
    if (isTyping(target) || isDialogOpen()) return;
    if (deletions.undoLatest()) event.preventDefault();
  });
}
