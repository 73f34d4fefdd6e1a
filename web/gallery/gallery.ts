import { type Cell, type CellActions, createCell } from './cell.ts';
import type { Entry, Records } from './records.ts';

/** About as many cells as a phone shows at first. */
const EARLY = 4;
/** How often cells are looked at again whose thumbnails are awaited. */
const AGAIN_MS = 5000;

export type Gallery = ReturnType<typeof createGallery>;

/** Keeps the list of cells as the records are: cells move and change, and are never made anew. */
export function createGallery(
  list: HTMLElement,
  records: Records,
  /** The records to show, in their order. */
  shown: () => Entry[],
  { isSelected, ...actions }: CellActions & { isSelected: (id: string) => boolean },
) {
  const cells = new Map<string, Cell>();
  let order: string[] = [];
  /** The cell that the Tab key comes to. */
  let current: string | undefined;
  let row = false;
  let again: ReturnType<typeof setTimeout> | undefined;

  const mark = () => {
    if (current === undefined || !order.includes(current)) current = order[0];
    for (const [id, cell] of cells) cell.mark(isSelected(id), id === current);
  };

  const render = () => {
    clearTimeout(again);
    const entries = shown();
    const was = order.indexOf(current ?? '');
    order = entries.map(({ metadata }) => metadata.id);
    const ids = new Set(order);
    // What stood there goes, and the focus stays in its place.
    if (current !== undefined && !ids.has(current)) current = order[Math.min(was, order.length - 1)];
    for (const [id, { cell }] of cells) {
      if (ids.has(id)) continue;
      const focused = cell.contains(document.activeElement);
      cell.remove();
      // What a search hides may be wanted with the next letter.
      if (!records.get(id)) cells.delete(id);
      if (focused) (cells.get(current ?? '')?.button ?? list).focus({ preventScroll: true });
    }
    let next = list.firstElementChild;
    let waits = false;
    for (const [index, entry] of entries.entries()) {
      const { id } = entry.metadata;
      const made = cells.get(id) ?? createCell(id, actions, index < EARLY);
      cells.set(id, made);
      const awaited = records.awaitsThumbnail(entry.metadata);
      waits ||= awaited;
      made.update(entry, { awaited, row });
      if (made.cell === next) next = next.nextElementSibling;
      else list.insertBefore(made.cell, next);
    }
    mark();
    // One that never comes is not waited for.
    if (waits) again = setTimeout(render, AGAIN_MS);
  };

  return {
    render,
    mark,
    ids: () => order,
    cellOf: (id: string) => cells.get(id)?.cell,
    current: () => current,
    /** Rows with columns, or cells, from the next `render` on. */
    setView: (view: 'grid' | 'list') => {
      row = view === 'list';
      list.classList.toggle('rows', row);
    },
    /** Makes a cell the one that the Tab key comes to. */
    setCurrent: (id: string) => {
      current = id;
      mark();
    },
    /** Puts the focus on a record's cell, or on the list where there is none. */
    focus: (id: string | undefined) => {
      const isShown = id !== undefined && order.includes(id);
      if (isShown) current = id;
      mark();
      ((isShown && cells.get(id)?.button) || list).focus();
    },
  };
}
