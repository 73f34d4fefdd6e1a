/**
 * A page with another text between the marks of `name`: what a command found out, among what people wrote.
 * @throws Error when it has no such marks
 */
export function betweenMarks(page: string, name: string, text: string): string {
  const marks = ['begin', 'end'].map((side) => `<!-- ${name}: ${side} -->`);
  const [begin, end] = marks.map((mark) => page.indexOf(mark)) as [number, number];
  if (begin < 0 || end < begin) throw new Error(`The page has lost its marks ${marks.join(' and ')}.`);
  return `${page.slice(0, begin + marks[0]!.length)}\n\n${text}\n\n${page.slice(end)}`;
}
