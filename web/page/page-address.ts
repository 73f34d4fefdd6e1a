import { type Address, readAddress, writeAddress } from '../address.ts';

export type PageAddress = ReturnType<typeof createPageAddress>;

/** The address of this page, and the tab's history of it. */
export function createPageAddress() {
  const read = (): Address => readAddress(location.search);
  const urlWith = (changes: Partial<Address>) =>
    location.pathname + writeAddress({ ...read(), ...changes }) + location.hash;
  let left: Promise<unknown> = Promise.resolve();
  return {
    read,
    /** Changes the address in its place. */
    replace: (changes: Partial<Address>) => history.replaceState(history.state, '', urlWith(changes)),
    /** Goes on to another address, from which Back leads to this one; once a way back has come to its end. */
    push: async (changes: Partial<Address>) => {
      await left;
      history.pushState({ pushed: true }, '', urlWith(changes));
    },
    /** Leaves the present address: back where it came by `push`, else by `changes`. */
    leave: (changes: Partial<Address>) => {
      if (history.state?.pushed !== true) return history.replaceState(null, '', urlWith(changes));
      left = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }));
      history.back();
    },
    /** Back and Forward have led to another address. */
    onMove: (listener: () => void) => addEventListener('popstate', listener),
  };
}
