import { createHash } from 'node:crypto';
import type { LocalUser } from './people.ts';

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { display: grid; place-content: center; min-block-size: 100vh; margin: 0; padding: 1rem;
  box-sizing: border-box; background: light-dark(#f6f7f9, #16181c); color: light-dark(#1b1d21, #e8eaed); }
main { display: grid; gap: 1rem; max-inline-size: 28rem; overflow-wrap: anywhere; }
h1, p { margin: 0; }
h1 { font-size: 1.5rem; }
form { display: grid; gap: 0.75rem; }
button { min-block-size: 3rem; padding: 0.5rem 1rem; font: inherit; cursor: pointer;
  background: light-dark(#0b57d0, #a8c7fa); color: light-dark(#ffffff, #062e6f); border: 0; border-radius: 8px; }
button:focus-visible { outline: 3px solid; outline-offset: 2px; }
`;
/** Ending a session asks nothing: the page that sent the person here has the button. */
const AT_ONCE = 'document.forms[0].submit()';

/** Headers of the issuer's own pages: nothing from elsewhere, in nobody's frame. */
export function headersOf(origins: Iterable<string>): Record<string, string> {
  // Chromium asks of what a form leads to in the end, too.
  const formsTo = ["'self'", ...origins].join(' ');
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'Content-Security-Policy': `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(AT_ONCE)}; form-action ${formsTo}; base-uri 'none'; frame-ancestors 'none'`,
  };
}

/** Asks who signs in: a button for each user. @param action where the form goes, with `user` */
export function signInPage(users: readonly LocalUser[], action: string): string {
  const buttons = users.map(
    ({ id, name }) => `<button name="user" value="${escaped(id)}">${escaped(name)}</button>`,
  );
  return page(
    'Who are you?',
    `<p>The users of this laptop need no password.</p>
<form method="post" action="${escaped(action)}">
${buttons.join('\n')}
</form>`,
  );
}

/** @param form of the issuer, without a button */
export function signOutPage(form: string): string {
  const button = '<input type="hidden" name="logout" value="yes"><button>Sign out</button></form>';
  return page('Signing out…', `${form.replace('</form>', button)}\n<script>${AT_ONCE}</script>`);
}

/** What is told where there is nothing to do. */
export function notePage(title: string, text: string): string {
  return page(title, `<p>${escaped(text)}</p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${content}
</main>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
