import { element } from '../dom.ts';
import { showAbove } from '../page/show-above.ts';

interface SignInDialog {
  title: string;
  text: string;
  /** What went wrong before; empty where nothing did. */
  fault: string;
  /** Begins to sign in. @returns why that failed; empty where it did not */
  signIn: () => Promise<string>;
  /** Left out where nobody is signed in. */
  signOut?: () => void;
}

/** Asks to sign in, above all else, until it is closed by the page. */
export function openSignIn({ title, text, fault, signIn, signOut }: SignInDialog) {
  const words = element('p', { className: 'fault', role: 'alert', textContent: fault, hidden: fault === '' });
  const button = element('button', {
    type: 'button',
    className: 'primary',
    textContent: 'Sign in',
    autofocus: true,
  });
  const out = element('button', { type: 'button', textContent: 'Sign out' });
  const dialog = element(
    'dialog',
    { className: 'ask', aria: { labelledby: 'sign-in-title', describedby: 'sign-in-text' } },
    element(
      'form',
      { method: 'dialog' },
      element('h2', { id: 'sign-in-title', textContent: title }),
      element('p', { id: 'sign-in-text', textContent: text }),
      words,
      element('div', { className: 'buttons' }, signOut && out, button),
    ),
  );
  const say = (text: string) => {
    words.textContent = text;
    words.hidden = text === '';
  };
  button.addEventListener('click', async () => {
    button.disabled = true;
    say('');
    say(await signIn());
    button.disabled = false;
  });
  out.addEventListener('click', () => signOut?.());
  showAbove(dialog, true);
  return { say, close: () => dialog.remove() };
}

/** Covers the page with something that is so, and asks nothing. */
export function cover(title: string, text: string): void {
  const dialog = element(
    'dialog',
    { className: 'ask', aria: { labelledby: 'cover-title' } },
    element('h2', { id: 'cover-title', textContent: title, tabIndex: -1, autofocus: true }),
    element('p', { textContent: text }),
  );
  showAbove(dialog, true);
}

/** Asks whether to sign out although something would be lost. */
export function confirmSignOut(): Promise<boolean> {
  const dialog = element(
    'dialog',
    { className: 'ask', aria: { labelledby: 'sign-out-title', describedby: 'sign-out-text' } },
    element(
      'form',
      { method: 'dialog' },
      element('h2', { id: 'sign-out-title', textContent: 'Sign out now?' }),
      element('p', {
        id: 'sign-out-text',
        textContent:
          'Changes that are not saved are lost. Unfinished uploads are offered again when you are back in this browser.',
      }),
      element(
        'div',
        { className: 'buttons' },
        element('button', { value: 'no', textContent: 'Stay', autofocus: true }),
        element('button', { value: 'yes', textContent: 'Sign out', className: 'danger' }),
      ),
    ),
  );
  showAbove(dialog, false);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}
