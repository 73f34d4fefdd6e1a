import * as z from 'zod/mini';

/** The version of each function that `live` calls, by the function's name. */
export type Versions = Readonly<Record<string, number>>;

/** A release that was deployed, shifted and smoke-tested. */
export interface GoodRelease {
  release: string;
  /** ISO 8601. */
  at: string;
  versions: Versions;
}

/** Good releases, oldest first. */
export type History = readonly GoodRelease[];

/** Bytes that a standard parameter holds. https://docs.aws.amazon.com/general/latest/gr/ssm.html#limits_ssm */
export const MAX_BYTES = 4096;

const historyShape = z.array(
  z.object({
    release: z.string().check(z.minLength(1)),
    at: z.string(),
    versions: z.record(z.string(), z.int().check(z.positive())),
  }),
);

/** @throws Error when it is something else than a history */
export function parseHistory(text: string): History {
  if (text.trim() === '') return [];
  try {
    return historyShape.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error('it holds no history of releases', { cause });
  }
}

/**
 * As text of at most {@link MAX_BYTES}; the oldest releases make room.
 * @throws Error when not even the newest fits
 */
export function formatHistory(history: History): string {
  for (let from = 0; from < Math.max(history.length, 1); from++) {
    const text = JSON.stringify(history.slice(from));
    if (Buffer.byteLength(text) <= MAX_BYTES) return text;
  }
  throw new Error(`One release alone takes more than the ${MAX_BYTES} bytes of a parameter.`);
}

/**
 * Adds a release as the newest; one of the same name makes way, and so does the newest where it has the same versions:
 * releases that change no function must not push those out that differ.
 */
export function withRelease(history: History, good: GoodRelease): History {
  const newest = history.at(-1);
  const same = newest !== undefined && sameVersions(newest.versions, good.versions);
  if (same && newest.release === good.release) return history;
  const others = same ? history.slice(0, -1) : history;
  return [...others.filter(({ release }) => release !== good.release), good];
}

/**
 * After a rollback: what ran is good no longer. What `target` does not know, such as functions that came later, stays
 * as it is, and belongs to it from now on.
 */
export function afterRollback(
  history: History,
  { bad, target, running }: { bad: Versions | undefined; target: GoodRelease; running: Versions },
): History {
  return history
    .filter(({ release, versions }) => release === target.release || !bad || !sameVersions(versions, bad))
    .map((good) =>
      good.release === target.release ? { ...good, versions: { ...running, ...good.versions } } : good,
    );
}

export function sameVersions(a: Versions, b: Versions): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
