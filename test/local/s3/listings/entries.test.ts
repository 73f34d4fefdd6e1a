import { describe, expect, it } from 'vitest';
import { entriesOf, pageOf } from '../../../../local/s3/operations/entries.ts';
import type { ObjectVersion } from '../../../../local/s3/store/object-version.ts';
import { compareKeys, sortedKeys } from '../../../../local/s3/store/sorted-keys.ts';

describe('keys', () => {
  it('are in the order of their UTF-8 bytes, whatever the order in which they come and go', () => {
    const keys = ['b', '\u{1f600}', 'a', '\ufb01', '', 'aa', '\u{1f601}', 'é', '\ud7ff', '\u{10000}b', 'a/'];
    const byBytes = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(keys.toSorted(compareKeys)).toEqual(byBytes);
    const sorted = sortedKeys(keys.slice(0, 4));
    for (const key of [...keys, 'c']) sorted.add(key);
    for (const key of ['c', 'c', 'never']) sorted.remove(key);
    expect(Array.from({ length: keys.length + 1 }, (_, index) => sorted.at(index))).toEqual([
      ...byBytes,
      undefined,
    ]);
  });
});

describe('a page', () => {
  const COUNT = 100_000;
  const sorted = sortedKeys(
    Array.from({ length: COUNT }, (_, index) => `images/${String(index).padStart(6, '0')}/x`),
  );

  /** A page of a bucket that has these keys, and how many keys were looked at for it. */
  function pageAfter(after: string | undefined, prefix: string, delimiter: string) {
    let looks = 0;
    const keys = {
      at: (index: number) => {
        looks++;
        return sorted.at(index);
      },
      first: (holds: (key: string) => boolean) =>
        sorted.first((key) => {
          looks++;
          return holds(key);
        }),
    };
    const versions = (key: string) => [{ key, versionId: 'v' } as ObjectVersion];
    const listing = {
      prefix,
      delimiter,
      after: after === undefined ? undefined : { key: after },
      shown: (shown: readonly ObjectVersion[]) => shown,
    };
    return { ...pageOf(entriesOf({ keys, versions }, listing), 100), looks: () => looks };
  }

  it.each([
    ['the first', undefined],
    ['one in the middle', 'images/050000/x'],
    ['the last', 'images/099950/x'],
  ])('costs about a page, %s of 100,000 keys', (_, after) => {
    const { page, looks } = pageAfter(after, 'images/', '');
    expect(page.length).toBeGreaterThan(40);
    expect(looks()).toBeLessThan(150);
  });

  it('costs no more where a delimiter rolls all of them up', () => {
    const { page, truncated, looks } = pageAfter(undefined, '', '/');
    expect({ page, truncated }).toEqual({ page: [{ name: 'images/' }], truncated: false });
    expect(looks()).toBeLessThan(100);
  });
});
