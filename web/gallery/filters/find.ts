import type { Metadata } from '../../../client/types.ts';

/** Text as it is compared: of any case, with or without accents, however it was composed. */
export function fold(text: string): string {
  // In capitals `ß` is `SS`, and `ς` is `σ`.
  return text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().normalize('NFC');
}

/** Folding is slow, and a record is looked at with every letter that is typed. */
const folded = new WeakMap<Metadata, string>();

function textOf(metadata: Metadata): string {
  const { filename, title = '', tags = [] } = metadata;
  const known = folded.get(metadata);
  if (known !== undefined) return known;
  // A word is looked for within one of them, never across two.
  const text = fold([filename, title, ...tags].join('\n'));
  folded.set(metadata, text);
  return text;
}

/** Says of records whether every word of `query` is in their name, title or tags. */
export function matcher(query: string): (metadata: Metadata) => boolean {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return (metadata) => {
    const text = words.length > 0 ? textOf(metadata) : '';
    return words.every((word) => text.includes(word));
  };
}

export interface Search {
  /** How many are found by now. */
  found: () => number;
  /** Whether there are more pages. */
  more: () => boolean;
  load: () => Promise<void>;
}

/**
 * Loads page after page until more is found than was, the pages end or fail, or the search is stopped. Says whether
 * something was found.
 */
export async function searchFurther({ found, more, load }: Search, signal: AbortSignal): Promise<boolean> {
  const before = found();
  while (more() && !signal.aborted && found() <= before) await load();
  return found() > before;
}
