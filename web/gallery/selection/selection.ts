export type Selection = ReturnType<typeof createSelection>;

/** The records that are chosen, by id: they stay so while others come, go and are filtered. */
export function createSelection(onChange: () => void) {
  let chosen = new Set<string>();
  /** Where a range begins, and what was chosen beside it. */
  let anchor: string | undefined;
  let beside = new Set<string>();
  /** Asked for by its button: a tap then selects. */
  let mode = false;

  const become = (ids: Iterable<string>, from = anchor) => {
    chosen = new Set(ids);
    anchor = from;
    onChange();
  };

  const set = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    beside = next;
    become(next, id);
  };

  return {
    has: (id: string) => chosen.has(id),
    size: () => chosen.size,
    ids: () => [...chosen],
    /** Whether a plain click selects. */
    isOn: () => mode || chosen.size > 0,
    set,
    toggle: (id: string) => set(id, !chosen.has(id)),
    /** All from the last one that was chosen by itself to this one, in the order in which they are shown. */
    extend: (to: string, order: readonly string[]) => {
      const from = anchor === undefined ? -1 : order.indexOf(anchor);
      const end = order.indexOf(to);
      if (from < 0 || end < 0) return set(to, true);
      const range = order.slice(Math.min(from, end), Math.max(from, end) + 1);
      become([...beside, ...range]);
    },
    add: (ids: readonly string[]) => {
      beside = new Set([...chosen, ...ids]);
      become(beside);
    },
    start: () => {
      mode = true;
      onChange();
    },
    clear: () => {
      if (!mode && chosen.size === 0) return;
      mode = false;
      beside = new Set();
      become([], undefined);
    },
    /** Lets go of those that are no more. */
    prune: (exists: (id: string) => boolean) => {
      const left = [...chosen].filter(exists);
      beside = new Set([...beside].filter(exists));
      if (left.length < chosen.size) become(left);
    },
  };
}
