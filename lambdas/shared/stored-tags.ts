/**
 * The names under which the table may hold a tag. Tags are in NFC; release 0.1.0 stored them as they came, and an
 * accented letter from a Mac's file name came in two parts.
 * @param tag - in NFC
 */
export function storedForms(tag: string): string[] {
  return [...new Set([tag, tag.normalize('NFD')])];
}

/** Tags as they are told: each once, in NFC. */
export function shownTags(stored: Iterable<string>): string[] {
  return [...new Set([...stored].map((tag) => tag.normalize('NFC')))].sort();
}
