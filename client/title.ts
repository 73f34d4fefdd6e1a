import { isVisible, MAX_TITLE } from '../contract/text.ts';

/**
 * A name as a title that the service takes: control characters become spaces, halves of characters that some cut left
 * fall away, and what is too long ends between two characters as readers count them.
 * @returns undefined where nothing of it can be seen
 */
export function fitTitle(name: string): string | undefined {
  const fit = name
    .replace(/\p{Surrogate}+/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .normalize('NFC')
    .trim();
  if (!isVisible(fit)) return undefined;
  const kept = [...fit].length <= MAX_TITLE ? fit : cut(fit);
  return isVisible(kept) ? kept : undefined;
}

function cut(text: string): string {
  let kept = '';
  let length = 0;
  for (const character of charactersOf(text)) {
    length += [...character].length;
    if (length > MAX_TITLE) break;
    kept += character;
  }
  // One that alone is too long: a letter under hundreds of accents.
  return kept.trimEnd() || [...text].slice(0, MAX_TITLE).join('');
}

/** Characters as readers count them, or code points where the browser does not know these. */
function charactersOf(text: string): Iterable<string> {
  if (typeof Intl.Segmenter !== 'function') return text;
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}
