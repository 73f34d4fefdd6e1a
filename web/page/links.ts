import type { ImageIntakeClient } from '../../client/client.ts';
import { element } from '../dom.ts';
import { tell } from '../messages.ts';
import { spanWords } from '../words.ts';

/** Links asked for at the same time. */
const AT_ONCE = 6;

/** Signed links, one a line, and how long all of them work. */
export interface SignedLinks {
  text: string;
  count: number;
  /** Of those asked for, how many have no image to link to. */
  without: number;
  /** Seconds until the first of them ends. */
  lifeSeconds: number;
}

/**
 * Takes fresh signed links to images: whoever has one sees the image until it ends.
 * @throws whatever reading a record throws.
 */
export async function signedLinks(
  client: Pick<ImageIntakeClient, 'get'>,
  ids: string[],
  onProgress?: (done: number) => void,
): Promise<SignedLinks> {
  const urls: (string | undefined)[] = new Array(ids.length);
  let lifeSeconds = Number.POSITIVE_INFINITY;
  let next = 0;
  let done = 0;
  const take = async () => {
    while (next < ids.length) {
      const index = next++;
      const { preSignedUrl } = await client.get(ids[index]!);
      urls[index] = preSignedUrl?.url;
      if (preSignedUrl) lifeSeconds = Math.min(lifeSeconds, preSignedUrl.expiresIn);
      onProgress?.(++done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
  const found = urls.filter((url) => url !== undefined);
  return { text: found.join('\n'), count: found.length, without: ids.length - found.length, lifeSeconds };
}

/** What is said once links are copied, or shown to be copied by hand. */
export function linksWords(
  { count, without, lifeSeconds }: Omit<SignedLinks, 'text'>,
  copied = true,
): string {
  if (count === 0)
    return without === 1 ? 'It has no image to link to yet.' : 'None has an image to link to yet.';
  const one = count === 1;
  const life = `${one ? 'works' : 'work'} for ${spanWords(lifeSeconds)}.`;
  const links = copied
    ? `${one ? 'Link' : `${count} links`} copied. ${one ? 'It' : 'They'} ${life}`
    : `${one ? 'The link' : `The ${count} links`} ${life}`;
  return without > 0 ? `${links} ${without} of ${count + without} have no image yet.` : links;
}

/**
 * Copies signed links to images, and says how long they work; where the clipboard is not allowed, shows them selected.
 * To be called at once when a button is pressed: browsers allow no copying later on.
 * @throws whatever reading a record throws.
 */
export async function copyLinks(
  client: Pick<ImageIntakeClient, 'get'>,
  ids: string[],
  onProgress?: (done: number) => void,
): Promise<void> {
  const taking = signedLinks(client, ids, onProgress);
  const copied = await copyText(
    taking.then(({ text }) => {
      // Nothing is not to take the place of what the clipboard has.
      if (text === '') throw new Error('There is no link.');
      return text;
    }),
  );
  const links = await taking;
  if (links.count === 0 || copied) tell(linksWords(links));
  else showText(links.text, linksWords(links, false));
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
