import { byId, element } from './dom.ts';

const SHOWN_MS = 8000;
const MOST = 5;

/** Something that can be done about a message. */
export interface Offer {
  text: string;
  run: () => void;
}

export interface Message {
  close: () => void;
}

/**
 * Tells the reader something; assistive technology reads it out. Notes pass, faults stay until they are dismissed, and so
 * does what offers something.
 */
export function tell(text: string, kind: 'note' | 'fault' = 'note', offer?: Offer): Message {
  const message = element('p', { className: `message ${kind}` }, element('span', { textContent: text }));
  const close = () => message.remove();
  if (offer) {
    const button = element('button', { type: 'button', className: 'offer', textContent: offer.text });
    button.addEventListener('click', () => {
      close();
      offer.run();
    });
    message.append(button);
  }
  const dismiss = element('button', { type: 'button', textContent: '×', ariaLabel: 'Dismiss' });
  dismiss.addEventListener('click', close);
  message.append(dismiss);
  show(message);
  if (kind === 'note' && !offer) setTimeout(close, SHOWN_MS);
  return { close };
}

/** Puts a message below the others. Of those that offer nothing the oldest makes room. */
export function show(message: HTMLElement): void {
  const messages = byId('messages');
  messages.append(message);
  messages.scrollTop = messages.scrollHeight;
  // A text that scrolls by itself has to be reached by the keyboard too.
  const [text] = message.children as HTMLCollectionOf<HTMLElement>;
  if (text && text.scrollHeight > text.clientHeight) text.tabIndex = 0;
  if (messages.childElementCount > MOST) {
    [...messages.children].find((each) => each !== message && !each.querySelector('.offer'))?.remove();
  }
}
