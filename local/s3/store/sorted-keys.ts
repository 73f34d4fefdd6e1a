/** Keys in the order of their UTF-8 bytes, which is that of S3's listings. */
export interface SortedKeys {
  add(key: string): void;
  remove(key: string): void;
  /** Undefined beyond the last. */
  at(index: number): string | undefined;
  /** Index of the first key for which this holds, and then for all that follow. */
  first(holds: (key: string) => boolean): number;
}

/** @param keys - in any order, each once */
export function sortedKeys(keys: Iterable<string>): SortedKeys {
  const sorted = [...keys].sort(compareKeys);
  const first: SortedKeys['first'] = (holds) => {
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (holds(sorted[middle]!)) to = middle;
      else from = middle + 1;
    }
    return from;
  };
  const indexOf = (key: string) => first((other) => compareKeys(other, key) >= 0);
  return {
    at: (index) => sorted[index],
    first,
    add(key) {
      const index = indexOf(key);
      if (sorted[index] !== key) sorted.splice(index, 0, key);
    },
    remove(key) {
      const index = indexOf(key);
      if (sorted[index] === key) sorted.splice(index, 1);
    },
  };
}

/** By UTF-8 bytes. UTF-16 has the same order, but for surrogates: they stand for what comes after every other character. */
export function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index++) {
    const [one, other] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (one !== other) return Number(isSurrogate(one)) - Number(isSurrogate(other)) || one - other;
  }
  return a.length - b.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
