/** Work on the same keys, one after the other in the order in which it came; other work goes beside it. */
export type TakeTurns = <T>(keys: string[], work: () => Promise<T>) => Promise<T>;

/** Work on several keys takes its turn at all of them at once, so that none waits for another in a circle. */
export function createTurns(): TakeTurns {
  const last = new Map<string, Promise<void>>();
  return (keys, work) => {
    const turn = Promise.all(keys.map((key) => last.get(key))).then(work);
    const ended = turn.then(
      () => {},
      () => {},
    );
    for (const key of keys) last.set(key, ended);
    void ended.then(() => {
      for (const key of keys) if (last.get(key) === ended) last.delete(key);
    });
    return turn;
  };
}
