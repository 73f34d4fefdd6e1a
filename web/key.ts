import { ApiError } from '../client/errors.ts';
import { element } from './dom.ts';

const NAME = 'image-intake.key';

/** The API key of this tab; it ends with the tab and is never sent to anything but the API. */
export function storedKey(): string | undefined {
  return sessionStorage.getItem(NAME) ?? undefined;
}

export function storeKey(key: string): void {
  sessionStorage.setItem(NAME, key);
}

export function forgetKey(): void {
  sessionStorage.removeItem(NAME);
}

/** Whether the service refused the key itself. A firewall answers 403 too, to requests whose key is good. */
export function isKeyRefused(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'Forbidden';
}

/**
 * Asks for the key until one is given.
 * @param fault What was wrong with the last one.
 */
export function askForKey(fault = ''): Promise<string> {
  const input = element('input', {
    name: 'key',
    type: 'password',
    required: true,
    autocomplete: 'off',
    spellcheck: false,
    autofocus: true,
  });
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
      element('button', { className: 'primary', textContent: 'Continue' }),
    ),
  );
  const dialog = element('dialog', { className: 'ask', aria: { labelledby: 'key-title' } }, form);
  document.body.append(dialog);
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  dialog.showModal();
  return new Promise((resolve) => {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const key = input.value.trim();
      if (key === '') return;
      dialog.close();
      dialog.remove();
      resolve(key);
    });
  });
}
