import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Item } from '../../../../lambdas/shared/attribute-values.ts';

/** What clients see of a record, beside its revision. */
const VISIBLE = ['filename', 'title', 'tags', 'attributes', 'image', 'rejection'] as const;

/**
 * That a record went from one state to the next only as it may: each change that a client can see is one revision more, each
 * accepted image one content version more; events only rise; a used ticket stays used.
 */
export function checkHistory(history: { id: string; item: Item | undefined }[], id: string): void {
  let before: Item | undefined;
  for (const { item } of history.filter((write) => write.id === id)) {
    const sameRecord = before && item && before.incarnation?.S === item.incarnation?.S;
    if (sameRecord) checkStep(before!, item!);
    before = item;
  }
}

function checkStep(before: Item, after: Item): void {
  const changed = VISIBLE.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  const accepted = !isDeepStrictEqual(before.imageEvent, after.imageEvent);
  const refused = !isDeepStrictEqual(before.rejectionEvent, after.rejectionEvent);
  expect(rise(before, after, 'contentVersion')).toBe(accepted ? 1 : 0);
  if (changed.length > 0 || accepted || refused) expect(rise(before, after, 'version')).toBe(1);
  if (accepted) {
    expect(changed).toEqual(['image']);
    expect(after.imageEvent!.S! > (before.imageEvent?.S ?? '')).toBe(true);
    expect(after.thumbnail).toBeUndefined();
  }
  if (refused) {
    // Of two in one second even the sentence is the same.
    expect(changed.filter((name) => name !== 'rejection')).toEqual([]);
    expect(after.rejectionEvent!.S! > (before.rejectionEvent?.S ?? '')).toBe(true);
  }
  for (const [uploadId, ticket] of Object.entries(before.used?.M ?? {})) {
    expect(after.used!.M![uploadId]).toEqual(ticket);
  }
}

function rise(before: Item, after: Item, name: string): number {
  return Number(after[name]?.N ?? 0) - Number(before[name]?.N ?? 0);
}
