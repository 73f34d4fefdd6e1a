import type { ImageIntakeClient } from '../../client/client.ts';
import { element } from '../dom.ts';
import { tell } from '../messages.ts';
import { spanWords } from '../words/quantities.ts';
import { NO_IMAGE } from './download.ts';

/** Signed links that were taken. */
interface SignedLinks {
  count: number;
  /** Seconds until the first of them ends. */
  lifeSeconds: number;
}

/** What is said once links are copied, or shown to be copied by hand. */
export function linksWords({ count, lifeSeconds }: SignedLinks, copied: boolean): string {
  const one = count === 1;
  const life = `${one ? 'works' : 'work'} for ${spanWords(lifeSeconds)}.`;
  return copied
    ? `${one ? 'Link' : `${count} links`} copied. ${one ? 'It' : 'They'} ${life}`
    : `${one ? 'The link' : `The ${count} links`} ${life}`;
}

/**
 * Copies a fresh signed link to an image, and says how long it works: whoever has it sees the image until it ends. Where
 * the clipboard is not allowed, shows it selected. To be called at once when a button is pressed: browsers allow no
 * copying later on.
 * @throws what the reader is told, and whatever reading a record throws.
 */
export async function copyLink(client: Pick<ImageIntakeClient, 'get'>, id: string): Promise<void> {
  const taking = client.get(id).then(({ preSignedUrl }) => {
    // Nothing is not to take the place of what the clipboard has.
    if (!preSignedUrl) throw new Error(NO_IMAGE);
    return preSignedUrl;
  });
  const copied = await copyText(taking.then(({ url }) => url));
  const { url, expiresIn } = await taking;
  const words = linksWords({ count: 1, lifeSeconds: expiresIn }, copied);
  if (copied) tell(words);
  else showText(url, words);
}

/**
 * Copies a text that may yet have to come.
 * @returns whether the browser allowed it.
 */
export async function copyText(text: string | Promise<string>): Promise<boolean> {
  try {
    // Safari copies what comes later only in this way, and Firefox knew it late.
    if (typeof text !== 'string' && typeof ClipboardItem !== 'undefined') {
      const blob = text.then((found) => new Blob([found], { type: 'text/plain' }));
      // Without a clipboard nobody else waits for it.
      blob.catch(() => undefined);
      await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    } else {
      await navigator.clipboard.writeText(await text);
    }
    return true;
  } catch {
    return false;
  }
}

/** Shows a text selected, to be copied by hand. */
export function showText(text: string, words: string): void {
  const area = element('textarea', {
    readOnly: true,
    value: text,
    rows: 4,
    ariaLabel: 'Text to copy',
    dir: 'ltr',
  });
  const dialog = element(
    'dialog',
    { className: 'ask', aria: { labelledby: 'copy-title', describedby: 'copy-text' } },
    element(
      'form',
      { method: 'dialog' },
      element('h2', { id: 'copy-title', textContent: 'Copy this' }),
      element('p', {
        id: 'copy-text',
        textContent: `${words} The browser does not let the page copy it: press Ctrl+C or ⌘C.`,
      }),
      area,
      element('div', { className: 'buttons' }, element('button', { textContent: 'Close' })),
    ),
  );
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
  area.focus();
  area.select();
}
