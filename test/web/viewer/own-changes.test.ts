import { describe, expect, it } from 'vitest';
import type { ImageIntakeClient } from '../../../client/client.ts';
import type { Metadata } from '../../../client/types.ts';
import { createOwnChanges, type TabsChannel } from '../../../web/viewer/own-changes.ts';
import { someMetadata, someUrl } from '../metadata.ts';

const sha256 = (digit: string) => digit.repeat(64);
const before = someMetadata({
  title: 'Dawn',
  tags: ['a', 'b'],
  attributes: { stars: 5 },
  size: 10,
  sha256: sha256('a'),
  contentVersion: 1,
  version: 3,
});
const changed = (fields: Partial<Metadata>) => ({ ...before, version: before.version + 1, ...fields });

/** Two tabs of one browser. */
function twoTabs() {
  const listeners: ((event: { data: unknown }) => void)[] = [];
  const channel = (mine: number): TabsChannel => ({
    postMessage: (message) => {
      const data = structuredClone(message);
      for (const [index, listener] of listeners.entries()) if (index !== mine) listener({ data });
    },
    addEventListener: (_, listener) => listeners.push(listener),
  });
  return [createOwnChanges(channel(0)), createOwnChanges(channel(1))] as const;
}

describe('a record that is found changed', () => {
  it.each<[string, Partial<Metadata>]>([
    ['a version alone', {}],
    ['a refused replacement', { rejection: { code: 'NotAnImage', message: 'm', at: 1 } }],
    ['a thumbnail', { thumbhash: 'h', updatedAt: 5 }],
    ['another order of tags', { tags: ['b', 'a'] }],
  ])('was changed by nobody, when it has %s', (_, fields) =>
    expect(createOwnChanges().changer(before, changed(fields))).toBe('nobody'),
  );

  it.each<[string, Partial<Metadata>]>([
    ['title', { title: 'Dusk' }],
    ['file name', { filename: 'b.png' }],
    ['tags', { tags: ['a'] }],
    ['attributes', { attributes: { stars: 4 } }],
    ['image', { size: 11, sha256: sha256('b'), contentVersion: 2 }],
    ['image of the same size', { sha256: sha256('b'), contentVersion: 2 }],
  ])('was changed by somebody else, when its %s is another', (_, fields) => {
    const own = createOwnChanges();
    expect(own.changer(before, changed(fields))).toBe('somebody else');
    own.done(changed(fields));
    expect(own.changer(before, changed(fields))).toBe('me');
  });

  it('was changed by an edit whose answer was lost, and by bytes that were sent', () => {
    const own = createOwnChanges();
    own.attempt(before.id, { title: 'Dusk' });
    expect(own.changer(before, changed({ title: 'Dusk' }))).toBe('me');
    const replaced = { size: 11, sha256: sha256('b'), contentVersion: 2 };
    expect(own.changer(before, changed(replaced))).toBe('somebody else');
    own.attempt(before.id, { image: { size: 11, sha256: sha256('b') } });
    expect(own.changer(before, changed(replaced))).toBe('me');
    expect(own.changer(before, changed({ ...replaced, sha256: sha256('c') }))).toBe('somebody else');
  });

  it('was changed by somebody else too, when only a part of it is of one’s own', () => {
    const own = createOwnChanges();
    own.attempt(before.id, { title: 'Dusk' });
    const now = changed({ title: 'Dusk', tags: ['theirs'] });
    expect(own.changer(before, now)).toBe('somebody else');
    expect(own.changer(before, now, ['title'])).toBe('me');
  });

  it('was changed in another tab, which tells', () => {
    const [here, there] = twoTabs();
    const told: string[] = [];
    here.onOtherTab((id) => told.push(id));
    there.done(changed({ title: 'Dusk' }));
    expect(told).toEqual([before.id]);
    expect(here.changer(before, changed({ title: 'Dusk' }))).toBe('my other tab');
    expect(there.changer(before, changed({ title: 'Dusk' }))).toBe('me');
    here.done(changed({ title: 'Dusk' }));
    expect(here.changer(before, changed({ title: 'Dusk' }))).toBe('me');
  });
});

it('edits are remembered wherever the page makes them', async () => {
  const own = createOwnChanges();
  const after = changed({ tags: ['a'] });
  const service: Pick<ImageIntakeClient, 'update'> = {
    update: async () => ({ metadata: after, preSignedUrl: someUrl() }),
  };
  const client = own.watch(service);
  expect(own.changer(before, after)).toBe('somebody else');
  await client.update(before.id, { tags: { remove: ['b'] } });
  expect(own.changer(before, after)).toBe('me');
});
