import { type Address, readAddress, writeAddress } from '../address.ts';

export type PageAddress = ReturnType<typeof createPageAddress>;

/** The address of this page, and the tab's history of it. */
export function createPageAddress() {
  let now = readAddress(location.search);
  addEventListener('popstate', () => {
    now = readAddress(location.search);
  });
  const urlWith = (changes: Partial<Address>) => {
    now = { ...now, ...changes };
    return location.pathname + writeAddress(now) + location.hash;
  };
  const replace = (changes: Partial<Address>, state: unknown) => {
    const url = urlWith(changes);
    try {
      history.replaceState(state, '', url);
    } catch {
      // Safari takes a hundred within half a minute; the next one tells all of it.
    }
  };
  let left: Promise<unknown> = Promise.resolve();
  return {
    read: (): Address => now,
    /** Changes the address in its place. */
    replace: (changes: Partial<Address>) => replace(changes, history.state),
    /** Goes on to another address, from which Back leads to this one; once a way back has come to its end. */
    push: async (changes: Partial<Address>) => {
      await left;
      history.pushState({ pushed: true }, '', urlWith(changes));
    },
    /** Leaves the present address: back where it came by `push`, else by `changes`. */
    leave: (changes: Partial<Address>) => {
      if (history.state?.pushed !== true) return replace(changes, null);
      left = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }));
      history.back();
    },
    /** Back and Forward have led to another address. */
    onMove: (listener: () => void) => addEventListener('popstate', listener),
  };
}
