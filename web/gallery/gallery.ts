import { type CellActions, createCell } from './cell.ts';
import { awaitsThumbnail, type Entry, type Records } from './records.ts';

/** About as many cells as a phone shows at first. */
const EARLY = 4;
/** How often cells are looked at again whose thumbnails are awaited. */
const AGAIN_MS = 5000;

/** Keeps the list of cells as the records are: cells move and change, and are never made anew. */
export function createGallery(
  list: HTMLElement,
  records: Records,
  shown: (entry: Entry) => boolean,
  actions: CellActions,
) {
  const cells = new Map<string, ReturnType<typeof createCell>>();

  let again: ReturnType<typeof setTimeout> | undefined;

  const render = () => {
    clearTimeout(again);
    const entries = records.all().filter(shown);
    const ids = new Set(entries.map(({ metadata }) => metadata.id));
    for (const [id, { cell }] of cells) {
      if (ids.has(id)) continue;
      cell.remove();
      cells.delete(id);
    }
    let next = list.firstElementChild;
    for (const [index, entry] of entries.entries()) {
      const { id } = entry.metadata;
      const made = cells.get(id) ?? createCell(id, actions, index < EARLY);
      cells.set(id, made);
      made.update(entry);
      if (made.cell === next) next = next.nextElementSibling;
      else list.insertBefore(made.cell, next);
    }
    // One that never comes is not waited for.
    if (entries.some(({ metadata }) => awaitsThumbnail(metadata))) again = setTimeout(render, AGAIN_MS);
  };

  records.onChange(render);
  return {
    render,
    count: () => cells.size,
    /** Puts the focus on a record's cell, or on the list where there is none. */
    focus: (id: string | undefined) => (id ? (cells.get(id)?.button ?? list) : list).focus(),
  };
}
