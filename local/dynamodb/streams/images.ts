import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue, Item } from '../writes/written-keys.ts';

/** Whether two states of an item are the same to DynamoDB: sets have no order. */
export const sameItem = (before: Item | undefined, after: Item | undefined): boolean =>
  isDeepStrictEqual(before && unordered(before), after && unordered(after));

const unordered = (item: Item): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, unorderedValue(value)]));

function unorderedValue(value: AttributeValue): unknown {
  const [type = '', held] = Object.entries(value)[0] ?? [];
  if (type === 'M') return { M: unordered(held as Item) };
  if (type === 'L') return { L: (held as AttributeValue[]).map(unorderedValue) };
  return Array.isArray(held) ? { [type]: held.toSorted() } : value;
}
