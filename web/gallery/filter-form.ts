import { byId } from '../dom.ts';
import type { Filters } from './feed.ts';

const TYPING_MS = 300;

/** What the form of the filters says. */
export function readFilters(): Filters {
  const data = new FormData(byId<HTMLFormElement>('filters'));
  return {
    status: (data.get('status') || undefined) as Filters['status'],
    tag: String(data.get('tag') ?? '')
      .normalize('NFC')
      .trim(),
  };
}

/** Tells of the filters as they are chosen and typed. */
export function connectFilters(onFilters: (filters: Filters) => void): void {
  const form = byId<HTMLFormElement>('filters');
  let typing: ReturnType<typeof setTimeout> | undefined;
  const apply = () => {
    clearTimeout(typing);
    onFilters(readFilters());
  };
  form.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(apply, TYPING_MS);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    apply();
  });
}
