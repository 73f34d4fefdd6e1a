import { element } from '../dom.ts';
import { readTags, type TagPiece, tagPieces, writeTag } from '../words/tag-text.ts';

/** As many as fit below the field without scrolling. */
const MOST = 6;

/** The tag that is being typed: the one in which the caret stands. */
function typedAt(text: string, caret: number): TagPiece {
  const pieces = tagPieces(text);
  return pieces.find(({ end }) => caret <= end) ?? pieces.at(-1)!;
}

/** Known tags that go on with what is typed, those that begin with it first, and none that is there already. */
export function suggestionsFor(text: string, caret: number, known: Iterable<string>): string[] {
  const { start, end, tag } = typedAt(text, caret);
  // One in quotation marks may not be closed yet.
  const typed = tag.normalize('NFC').replace(/^"/, '').trim();
  if (typed === '') return [];
  const given = new Set(readTags(`${text.slice(0, start)},${text.slice(end)}`));
  const wanted = typed.toLocaleLowerCase();
  const place = (tag: string) => tag.toLocaleLowerCase().indexOf(wanted);
  return [...new Set(known)]
    .filter((tag) => place(tag) >= 0 && tag !== typed && !given.has(tag))
    .sort((a, b) => Math.sign(place(a)) - Math.sign(place(b)) || a.localeCompare(b))
    .slice(0, MOST);
}

/** The text with a tag in place of what was typed of it, and where the caret goes: ready for the next tag. */
export function withTag(text: string, caret: number, tag: string): { text: string; caret: number } {
  const { start, end } = typedAt(text, caret);
  const before = text.slice(0, start) + (start > 0 ? ' ' : '') + writeTag(tag);
  const rest = text.slice(end).replace(/^[\s,]+/, '');
  return { text: `${before}, ${rest}`, caret: before.length + 2 };
}

/**
 * Suggests tags while they are typed into a field.
 * @returns the list to put below the field.
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
export function suggestTags(input: HTMLInputElement, known: () => Iterable<string>): HTMLElement {
  const list = element('ul', {
    id: 'tag-suggestions',
    className: 'suggestions',
    role: 'listbox',
    hidden: true,
  });
  list.ariaLabel = 'Tags that are in use';
  input.role = 'combobox';
  input.ariaAutoComplete = 'list';
  input.setAttribute('aria-controls', list.id);
  let tags: string[] = [];
  let active = -1;

  const activate = (index: number) => {
    active = index;
    for (const [at, option] of [...list.children].entries()) option.ariaSelected = String(at === index);
    if (index < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `tag-suggestion-${index}`);
  };
  const show = (next: string[]) => {
    tags = next;
    const options = tags.map((tag, index) =>
      element('li', { id: `tag-suggestion-${index}`, role: 'option', dir: 'auto', textContent: tag }),
    );
    list.replaceChildren(...options);
    list.hidden = tags.length === 0;
    input.ariaExpanded = String(!list.hidden);
    activate(-1);
  };
  const caret = () => input.selectionStart ?? input.value.length;
  const suggest = () => show(suggestionsFor(input.value, caret(), known()));
  const take = (tag: string) => {
    const taken = withTag(input.value, caret(), tag);
    input.value = taken.text;
    input.setSelectionRange(taken.caret, taken.caret);
    show([]);
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };

  input.addEventListener('input', suggest);
  input.addEventListener('blur', () => show([]));
  input.addEventListener('keydown', (event) => {
    const { key } = event;
    if (key === 'ArrowDown' && list.hidden) suggest();
    if (list.hidden) return;
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) activate(((active + step + 1 + tags.length + 1) % (tags.length + 1)) - 1);
    else if (key === 'Enter' && active >= 0) take(tags[active]!);
    else if (key === 'Escape') show([]);
    else return;
    // Not for the form, nor for the viewer.
    event.preventDefault();
    event.stopPropagation();
  });
  // The field keeps the focus.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('click', ({ target }) => {
    const index = [...list.children].indexOf(target as Element);
    if (index >= 0) take(tags[index]!);
  });
  show([]);
  return list;
}
