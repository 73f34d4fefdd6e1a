import { describe, expect, it } from 'vitest';
import { type Address, readAddress } from '../../../web/address.ts';
import { createOpening } from '../../../web/gallery/opening.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** The history of a tab, and a viewer that closes when it is told that it has. */
function givenPage(search = '', { missing = [] as string[] } = {}) {
  const entries: { address: Address; pushed: boolean }[] = [{ address: readAddress(search), pushed: false }];
  let at = 0;
  const viewers: {
    shows: string;
    closing: boolean;
    onShow: (id: string) => void;
    gone: (last?: string) => void;
  }[] = [];
  const faults: [string, unknown][] = [];
  const last: (string | undefined)[] = [];
  const ids = ['a', 'b', 'c'];
  let slow: Promise<void> | undefined;
  const move = (step: number) => {
    at += step;
    return opening.follow();
  };
  const opening = createOpening({
    address: {
      read: () => entries[at]!.address,
      replace: (changes) => Object.assign(entries[at]!, { address: { ...entries[at]!.address, ...changes } }),
      push: async (changes) => {
        entries.splice(at + 1, Infinity, { address: { ...entries[at]!.address, ...changes }, pushed: true });
        at += 1;
      },
      leave: (changes) => {
        if (entries[at]!.pushed) void move(-1);
        else Object.assign(entries[at]!, { address: { ...entries[at]!.address, ...changes } });
      },
    },
    find: async (id) => {
      await slow;
      if (missing.includes(id)) throw new Error('gone');
    },
    open: async (id, { onShow, onClose }) => {
      const viewer = {
        shows: id,
        closing: false,
        onShow,
        gone: (shown?: string) => {
          viewers.splice(viewers.indexOf(viewer), 1);
          onClose(shown);
        },
      };
      viewers.push(viewer);
      return {
        holds: (each) => ids.includes(each),
        show: (next) => {
          viewer.shows = next;
          onShow(next);
        },
        close: () => {
          viewer.closing = true;
        },
      };
    },
    onClosed: (id) => last.push(id),
    onFault: (...fault) => faults.push(fault),
  });
  return {
    opening,
    viewers,
    faults,
    last,
    image: () => entries[at]!.address.image,
    length: () => entries.length,
    back: () => move(-1),
    forward: () => move(1),
    /** Comes to an address of another image. */
    goTo: (image: string) => {
      entries[at]!.address.image = image;
      return opening.follow();
    },
    delay: () => {
      let release: () => void = () => undefined;
      slow = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
  };
}

describe('the viewer before the address', () => {
  it('opens with an address of its own, which Back leaves and Forward comes to', async () => {
    const page = givenPage();
    await page.opening.open('a');
    expect([page.image(), page.viewers.length]).toEqual(['a', 1]);
    await page.back();
    expect(page.viewers[0]!.closing).toBe(true);
    page.viewers[0]!.gone('a');
    await settled();
    expect([page.image(), page.viewers.length, page.last]).toEqual([undefined, 0, ['a']]);
    await page.forward();
    expect([page.image(), page.viewers[0]!.shows]).toEqual(['a', 'a']);
  });

  it('that is closed by itself goes back to where it came from', async () => {
    const page = givenPage();
    await page.opening.open('a');
    page.viewers[0]!.gone('a');
    await settled();
    expect([page.image(), page.length()]).toEqual([undefined, 2]);
    await page.forward();
    expect(page.image()).toBe('a');
  });

  it('that is closed by itself after a link leaves the gallery in its place', async () => {
    const page = givenPage('?image=a&tag=sea');
    await page.opening.follow();
    expect(page.viewers[0]!.shows).toBe('a');
    page.viewers[0]!.gone('a');
    await settled();
    expect([page.image(), page.length()]).toEqual([undefined, 1]);
  });

  it('changes the address in its place when it moves on', async () => {
    const page = givenPage();
    await page.opening.open('a');
    page.viewers[0]!.onShow('b');
    expect([page.image(), page.length()]).toEqual(['b', 2]);
    await page.back();
    page.viewers[0]!.gone('b');
    expect([page.image(), page.last]).toEqual([undefined, ['b']]);
  });

  it('opens again when Forward comes before it has gone', async () => {
    const page = givenPage();
    await page.opening.open('a');
    await page.back();
    await page.forward();
    expect(page.viewers).toHaveLength(1);
    page.viewers[0]!.gone('a');
    await settled();
    expect([page.viewers.length, page.viewers[0]!.shows, page.viewers[0]!.closing]).toEqual([1, 'a', false]);
  });

  it('shows what another address says, and opens anew for what it does not hold', async () => {
    const page = givenPage();
    await page.opening.open('a');
    await page.goTo('b');
    expect([page.viewers.length, page.viewers[0]!.shows]).toEqual([1, 'b']);
    await page.goTo('elsewhere');
    expect([page.viewers.length, page.viewers[0]!.closing]).toEqual([1, true]);
    page.viewers[0]!.gone('b');
    await settled();
    expect([page.viewers.length, page.viewers[0]!.shows]).toEqual([1, 'elsewhere']);
  });

  it('is not opened for an address that was left before its image was found', async () => {
    const page = givenPage();
    const release = page.delay();
    const opening = page.opening.open('a');
    await settled();
    const back = page.back();
    release();
    await Promise.all([opening, back]);
    expect([page.image(), page.viewers.length, page.faults]).toEqual([undefined, 0, []]);
  });

  it('does not open twice for two clicks', async () => {
    const page = givenPage();
    await Promise.all([page.opening.open('a'), page.opening.open('b')]);
    expect([page.viewers.length, page.length()]).toEqual([1, 2]);
  });

  it('tells of an image that cannot be opened, and takes it out of the address', async () => {
    const page = givenPage('?image=x&status=ready', { missing: ['x'] });
    await page.opening.follow();
    expect(page.faults).toMatchObject([['x', { message: 'gone' }]]);
    expect([page.image(), page.viewers.length]).toEqual([undefined, 0]);
    await page.opening.open('a');
    expect(page.viewers).toHaveLength(1);
  });
});
