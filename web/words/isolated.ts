/** U+2066 to U+2068 open an isolate, U+2069 closes it. https://www.unicode.org/reports/tr9/ */
const OPENS = /[\u2066-\u2068]/;
const CLOSES = '\u2069';

/**
 * Somebody's text among words of ours: whichever way it is written, and whatever marks of direction it has, the words
 * around it keep their order.
 */
export function isolated(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  let kept = '';
  let open = 0;
  for (const character of text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')) {
    // It would close the isolate that is made here.
    if (character === CLOSES && open === 0) continue;
    if (character === CLOSES) open -= 1;
    if (OPENS.test(character)) open += 1;
    kept += character;
  }
  return `\u2068${kept}${CLOSES.repeat(open + 1)}`;
}

/** The beginning of a text that has more than `max` characters (code points). */
export function excerpt(text: string, max: number): string {
  const characters = [...text];
  return characters.length > max ? `${characters.slice(0, max).join('')}…` : text;
}
