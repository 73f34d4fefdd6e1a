import { byId, element } from './dom.ts';

const SHOWN_MS = 8000;
const MOST = 5;

/** Tells the reader something; assistive technology reads it out. Notes pass, faults stay until they are dismissed. */
export function tell(text: string, kind: 'note' | 'fault' = 'note'): void {
  const message = element('p', { className: `message ${kind}`, textContent: text });
  const close = element('button', { type: 'button', textContent: '×', ariaLabel: 'Dismiss' });
  const remove = () => message.remove();
  close.addEventListener('click', remove);
  message.append(close);
  const messages = byId('messages');
  messages.append(message);
  if (messages.childElementCount > MOST) messages.firstElementChild?.remove();
  if (kind === 'note') setTimeout(remove, SHOWN_MS);
}
