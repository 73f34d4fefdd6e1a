/** A tag in quotation marks, in which one is written twice, or else anything up to the next comma. */
const PIECE = /\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)/y;

/** A tag within a text, and the place that it takes between the commas. It may be empty. */
export interface TagPiece {
  start: number;
  end: number;
  tag: string;
}

/** Takes the tags of a text apart as they are typed: separated by commas, in quotation marks where they have some. */
export function tagPieces(text: string): TagPiece[] {
  const pieces: TagPiece[] = [];
  for (let start = 0; ; ) {
    PIECE.lastIndex = start;
    const [all = '', quoted, plain = ''] = PIECE.exec(text) ?? [];
    const last = !all.endsWith(',');
    const end = start + all.length - (last ? 0 : 1);
    pieces.push({ start, end, tag: quoted?.replaceAll('""', '"') ?? plain.trim() });
    if (last) return pieces;
    start = end + 1;
  }
}

/** Reads tags as they are typed: each once, in NFC as the service keeps them. */
export function readTags(text: string): string[] {
  const tags = tagPieces(text.normalize('NFC')).map(({ tag }) => tag);
  return [...new Set(tags.filter((tag) => tag.trim() !== ''))];
}

/** A tag so that {@link readTags} reads the same. */
export function writeTag(tag: string): string {
  const plain = !tag.includes(',') && !tag.startsWith('"') && tag === tag.trim();
  return plain ? tag : `"${tag.replaceAll('"', '""')}"`;
}

export function writeTags(tags: readonly string[]): string {
  return tags.map(writeTag).join(', ');
}
