import type { Answer } from './answer.ts';

interface Entry {
  /** Path at the origin. */
  uri: string;
  answer: Answer;
  /** Epoch ms. */
  stored: number;
  until: number;
}

/** What a distribution keeps, in memory. */
export interface Cache {
  /** The answer, and how long it has been there, seconds. */
  get(key: string): { answer: Answer; age: number } | undefined;
  /** @param seconds that it may be kept; 0 for not at all */
  set(key: string, uri: string, answer: Answer, seconds: number): void;
  /** @param paths of an invalidation; one that ends with `*` is of all that begins so */
  invalidate(paths: readonly string[]): void;
}

/** @param clock - epoch ms */
export function createCache(clock: () => number): Cache {
  const entries = new Map<string, Entry>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      const now = clock();
      if (now < entry.until) return { answer: entry.answer, age: Math.floor((now - entry.stored) / 1000) };
      entries.delete(key);
      return undefined;
    },
    set(key, uri, answer, seconds) {
      const now = clock();
      if (seconds > 0) entries.set(key, { uri, answer, stored: now, until: now + seconds * 1000 });
    },
    invalidate(paths) {
      for (const [key, { uri }] of entries) if (paths.some((path) => covers(path, uri))) entries.delete(key);
    },
  };
}

function covers(path: string, uri: string): boolean {
  return path.endsWith('*') ? uri.startsWith(path.slice(0, -1)) : uri === path;
}
