import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTabs } from '../../../web/users/tabs.ts';

const callback = new URLSearchParams({ code: 'c', state: 's' });
let count = 0;
afterEach(() => vi.unstubAllGlobals());

/** Tabs of one page; each is told of what the others do. */
function tabsOf(...takes: boolean[]) {
  const name = `page ${count++}`;
  return takes.map((mine) => {
    const told: string[] = [];
    const tabs = openTabs(name, {
      onSignedOut: () => told.push('signed out'),
      onCameBack: (given) => {
        told.push(`came back ${given}`);
        return mine;
      },
    });
    return { told, tabs };
  });
}

describe('tabs of one page', () => {
  it('hear of a sign-out, but for the one where it was', async () => {
    const [here, there, third] = tabsOf(false, false, false);
    here!.tabs.tellSignedOut();
    await vi.waitFor(() => expect([there!.told, third!.told]).toEqual([['signed out'], ['signed out']]));
    expect(here!.told).toEqual([]);
  });

  it('give what the issuer said to the one that waits for it', async () => {
    const [here, there] = tabsOf(false, true);
    expect(await here!.tabs.handOver(callback)).toBe(true);
    expect(there!.told).toEqual(['came back code=c&state=s']);
  });

  it('say when none waits for it', async () => {
    const [here, there] = tabsOf(false, false);
    expect(await here!.tabs.handOver(callback)).toBe(false);
    expect(there!.told).toHaveLength(1);
  });

  it('of another page hear nothing', async () => {
    const [here] = tabsOf(false);
    const [other] = tabsOf(true);
    expect(await here!.tabs.handOver(callback)).toBe(false);
    expect(other!.told).toEqual([]);
  });

  it('where a browser has no channel, nobody is told, and nobody waits', async () => {
    vi.stubGlobal('BroadcastChannel', undefined);
    const [here] = tabsOf(false);
    here!.tabs.tellSignedOut();
    expect([here!.tabs.isOpen, await here!.tabs.handOver(callback)]).toEqual([false, false]);
  });
});
