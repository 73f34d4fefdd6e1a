import { type Address, readQuery, readTag } from '../../address.ts';
import { byId, element } from '../../dom.ts';
import type { Order } from '../feed.ts';

const TYPING_MS = 300;

type Chosen = Pick<Address, 'q' | 'status' | 'tag' | 'order'>;

/** What the form of the filters says. */
function readForm(form: HTMLFormElement): Chosen {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? '');
  return {
    q: readQuery(text('q')),
    status: (text('status') || undefined) as Address['status'],
    tag: readTag(text('tag')),
    order: text('order') as Order,
  };
}

/** The form of the filters: tells of them as they are chosen and typed, and shows those of an address. */
export function connectFilters(onFilters: (chosen: Chosen) => void) {
  const form = byId<HTMLFormElement>('filters');
  let typing: ReturnType<typeof setTimeout> | undefined;
  const apply = () => {
    clearTimeout(typing);
    onFilters(readForm(form));
  };
  form.addEventListener('input', ({ target }) => {
    clearTimeout(typing);
    // What is searched for is at hand; the tag is asked for.
    if ((target as HTMLInputElement).name === 'tag') typing = setTimeout(apply, TYPING_MS);
    else apply();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    apply();
  });
  return {
    show: (address: Chosen): void => {
      clearTimeout(typing);
      const present = readForm(form);
      for (const name of ['q', 'status', 'tag', 'order'] as const) {
        const field = form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
        // What somebody is typing keeps its spaces.
        if (present[name] !== address[name]) field.value = address[name] ?? '';
      }
    },
  };
}

/** Offers the tags that are known, wherever a tag is typed. */
export function createTagList(list: HTMLElement, tags: () => string[]) {
  let offered = '';
  return {
    render: (): void => {
      const known = tags();
      const wanted = JSON.stringify(known);
      if (wanted === offered) return;
      offered = wanted;
      list.replaceChildren(...known.map((value) => element('option', { value })));
    },
  };
}
