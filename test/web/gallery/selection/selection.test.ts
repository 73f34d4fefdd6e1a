import { beforeEach, describe, expect, it } from 'vitest';
import { createSelection, type Selection } from '../../../../web/gallery/selection/selection.ts';

const order = ['a', 'b', 'c', 'd', 'e', 'f'];

describe('the selection', () => {
  let selection: Selection;
  let told: number;
  beforeEach(() => {
    told = 0;
    selection = createSelection(() => {
      told += 1;
    });
  });
  const ids = () => selection.ids().sort().join('');

  it('takes single ones, and lets go of them', () => {
    selection.toggle('b');
    selection.toggle('d');
    selection.toggle('b');
    expect([ids(), selection.size(), selection.has('d'), selection.has('b')]).toEqual(['d', 1, true, false]);
    expect(told).toBe(3);
  });

  it('reaches from the last one that was chosen by itself, either way, and shrinks again', () => {
    selection.toggle('c');
    selection.extend('e', order);
    expect(ids()).toBe('cde');
    selection.extend('d', order);
    expect(ids()).toBe('cd');
    selection.extend('a', order);
    expect(ids()).toBe('abc');
  });

  it('leaves what was chosen beside a range', () => {
    selection.toggle('a');
    selection.toggle('d');
    selection.extend('e', order);
    selection.extend('c', order);
    expect(ids()).toBe('acd');
  });

  it('begins with the one itself where no range can begin', () => {
    selection.extend('c', order);
    expect(ids()).toBe('c');
    selection.toggle('gone');
    selection.extend('e', order);
    expect(selection.has('e')).toBe(true);
    expect(selection.has('d')).toBe(false);
  });

  it('stays while others come in between', () => {
    selection.toggle('b');
    selection.extend('c', order);
    selection.extend('c', ['new', 'a', 'b', 'x', 'c']);
    expect(ids()).toBe('bcx');
  });

  it('is on while something is chosen, or its button was pressed', () => {
    expect(selection.isOn()).toBe(false);
    selection.start();
    selection.toggle('a');
    selection.toggle('a');
    expect(selection.isOn()).toBe(true);
    selection.clear();
    expect(selection.isOn()).toBe(false);
    selection.toggle('a');
    expect(selection.isOn()).toBe(true);
    told = 0;
    selection.clear();
    selection.clear();
    expect([told, ids()]).toEqual([1, '']);
  });

  it('takes all that are shown besides, and lets go of those that are no more', () => {
    selection.toggle('hidden');
    selection.add(order);
    expect(selection.size()).toBe(7);
    selection.prune((id) => id !== 'c' && id !== 'hidden');
    expect(ids()).toBe('abdef');
    told = 0;
    selection.prune(() => true);
    expect(told).toBe(0);
  });
});
