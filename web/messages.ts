import { byId, element } from './dom.ts';

const SHOWN_MS = 8000;

/** Tells the reader something in passing; assistive technology reads it out. */
export function tell(text: string, kind: 'note' | 'fault' = 'note'): void {
  const message = element('p', { className: `message ${kind}`, textContent: text });
  const close = element('button', { type: 'button', textContent: '×', ariaLabel: 'Dismiss' });
  const remove = () => message.remove();
  close.addEventListener('click', remove);
  message.append(close);
  byId('messages').append(message);
  setTimeout(remove, SHOWN_MS);
}
