import { sleep, unlessAborted } from '../retry.ts';

interface Asked<Item, Result> {
  item: Item;
  signal: AbortSignal | undefined;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/** Those who ask in the same moment go together, ms. */
const MOMENT_MS = 5;

/**
 * Asks together for what is asked one by one: while one request is on its way, the next is gathered. So a single one goes at
 * once, and a hundred are one or two requests.
 * @param fits - whether so many items make one request
 * @param ask - gives a result or an error for each item; what it throws is the error of all
 */
export function gathering<Item, Result>(
  fits: (items: readonly Item[]) => boolean,
  ask: (items: Item[]) => Promise<(Result | Error)[]>,
) {
  const waiting: Asked<Item, Result>[] = [];
  let asking = false;

  const askAll = async () => {
    asking = true;
    await sleep(MOMENT_MS);
    for (let group = nextOf(waiting, fits); group.length > 0; group = nextOf(waiting, fits)) {
      try {
        const results = await ask(group.map(({ item }) => item));
        for (const [at, { resolve, reject }] of group.entries()) {
          const result = results[at]!;
          if (result instanceof Error) reject(result);
          else resolve(result);
        }
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    asking = false;
  };

  return (item: Item, signal?: AbortSignal): Promise<Result> => {
    const answered = new Promise<Result>((resolve, reject) => {
      waiting.push({ item, signal, resolve, reject });
    });
    if (!asking) void askAll();
    return unlessAborted(answered, signal);
  };
}

/** Takes the items of the next request away; those of which nobody waits for the answer are left out. */
function nextOf<Item, Result>(
  waiting: Asked<Item, Result>[],
  fits: (items: readonly Item[]) => boolean,
): Asked<Item, Result>[] {
  const group: Asked<Item, Result>[] = [];
  for (let next = waiting[0]; next; next = waiting[0]) {
    const all = [...group, next].map(({ item }) => item);
    if (group.length > 0 && !fits(all)) break;
    waiting.shift();
    if (!next.signal?.aborted) group.push(next);
  }
  return group;
}
