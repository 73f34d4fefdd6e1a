const BEGIN = '# image-intake begin';
const END = '# image-intake end';
const NOTE = '# Written by image-intake: its next run replaces what is between these two lines.';

/** As an editor may have left them: indented, or with another end of line. */
const MARKS = /^[ \t]*# image-intake (begin|end)[ \t]*\r?(?:\n|$)/gm;

/**
 * A text with these lines in our block, at its end where there was none. What is outside of the block stays as it is.
 * @param text byte by byte (latin1), whatever its encoding
 * @throws Error with the second half of a sentence about a block that is not whole, or there twice
 */
export function withBlock(text: string, lines: readonly string[]): string {
  const block = [BEGIN, NOTE, ...lines, END, ''].join('\n');
  const found = blockIn(text);
  if (found) return text.slice(0, found.from) + block + text.slice(found.to);
  const newline = text === '' || text === BOM || text.endsWith('\n') ? '' : '\n';
  return text + newline + block;
}

/** Names that lines outside of the block set too. */
export function setOutside(text: string, names: readonly string[]): string[] {
  const found = blockIn(text);
  const others = found ? `${text.slice(0, found.from)}\n${text.slice(found.to)}` : text;
  return names.filter((name) =>
    new RegExp(`^(?:${BOM})?[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=`, 'm').test(others),
  );
}

/** Of UTF-8, read byte by byte. */
const BOM = '\u00ef\u00bb\u00bf';

function blockIn(text: string): { from: number; to: number } | undefined {
  if (text.includes('\0')) throw new Error('is no text in UTF-8');
  const start = text.startsWith(BOM) ? BOM.length : 0;
  const marks = [...text.slice(start).matchAll(MARKS)];
  if (marks.length === 0) return undefined;
  const [begin, end] = marks;
  if (marks.length !== 2 || begin![1] !== 'begin' || end![1] !== 'end')
    throw new Error(
      `must have the lines "${BEGIN}" and "${END}" once each, in this order, or not at all: mend that by hand`,
    );
  return { from: start + begin!.index, to: start + end!.index + end![0].length };
}
