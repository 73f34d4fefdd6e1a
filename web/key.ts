import { ApiError } from '../client/errors.ts';
import { element } from './dom.ts';
import { showAbove } from './page/show-above.ts';
import { errorWords } from './words.ts';

const NAME = 'image-intake.key';

/** For a browser that lets the page keep nothing. */
let inMemory: string | undefined;

/** The API key of this tab; it ends with the tab and is never sent to anything but the API. */
export function storedKey(): string | undefined {
  return inMemory ?? attempt(() => sessionStorage.getItem(NAME)) ?? undefined;
}

/** @returns whether the key outlasts a reload: browsers can be set to let a page keep nothing. */
export function storeKey(key: string): boolean {
  const stored = attempt(() => {
    sessionStorage.setItem(NAME, key);
    return true;
  });
  inMemory = stored ? undefined : key;
  return stored === true;
}

export function forgetKey(): void {
  inMemory = undefined;
  attempt(() => sessionStorage.removeItem(NAME));
}

/** What it answers; undefined where the browser forbids it, by throwing. */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

/** Whether the service refused the key itself. A firewall answers 403 too, to requests whose key is good. */
export function isKeyRefused(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'Forbidden';
}

export const KEY_REFUSED = 'The service does not accept this key. Check it, or ask its operator for another.';

/** What is said of a key that did not do, where another one is asked for. */
export function keyFault(error: unknown): string {
  return isKeyRefused(error) ? KEY_REFUSED : errorWords(error);
}

/**
 * Asks for the key, above all else.
 * @param fault What was wrong with the last one.
 * @param cancel Whether the page can go on without: undefined is answered then.
 */
export function askForKey({
  fault,
  cancel,
}: {
  fault: string;
  cancel: boolean;
}): Promise<string | undefined> {
  const input = element('input', {
    name: 'key',
    type: 'password',
    required: true,
    autocomplete: 'off',
    spellcheck: false,
    autofocus: true,
  });
  const keep = element('button', { type: 'button', textContent: 'Cancel' });
  const form = element(
    'form',
    { method: 'dialog' },
    element('h2', { id: 'key-title', textContent: 'API key' }),
    element('p', {
      textContent:
        'The page needs the API key of this service. It is kept in this tab alone. Whoever has the key sees, changes and deletes the images of everyone.',
    }),
    element('label', {}, element('span', { textContent: 'Key' }), input),
    fault !== '' && element('p', { className: 'fault', role: 'alert', textContent: fault }),
    element(
      'div',
      { className: 'buttons' },
      cancel && keep,
      element('button', { className: 'primary', textContent: 'Continue' }),
    ),
  );
  const dialog = element('dialog', { className: 'ask', aria: { labelledby: 'key-title' } }, form);
  showAbove(dialog, !cancel);
  return new Promise((resolve) => {
    const answer = (key?: string) => {
      dialog.remove();
      resolve(key);
    };
    keep.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => answer());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const key = input.value.trim();
      if (key !== '') answer(key);
    });
  });
}
