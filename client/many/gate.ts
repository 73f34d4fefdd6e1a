/** Lets so many in at once, in the order in which they came. */
export interface Gate {
  /** Waits for a place. @returns what gives it back @throws the signal's reason when it is aborted meanwhile */
  enter(signal?: AbortSignal): Promise<() => void>;
  /** Holds a place while something runs. */
  pass<T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** There may be more places than before. */
  look(): void;
}

/** @param places - asked again whenever somebody comes or goes; told how many are inside, and how many wait */
export function createGate(places: (inside: number, waiting: number) => number): Gate {
  const waiting = new Set<() => void>();
  let inside = 0;

  const look = () => {
    for (const letIn of waiting) {
      if (inside >= places(inside, waiting.size)) return;
      waiting.delete(letIn);
      inside += 1;
      letIn();
    }
  };
  const placeOf = () => {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      inside -= 1;
      look();
    };
  };
  const enter = (signal?: AbortSignal) =>
    new Promise<() => void>((resolve, reject) => {
      signal?.throwIfAborted();
      const abort = () => {
        waiting.delete(letIn);
        reject(signal?.reason);
      };
      const letIn = () => {
        signal?.removeEventListener('abort', abort);
        resolve(placeOf());
      };
      waiting.add(letIn);
      signal?.addEventListener('abort', abort, { once: true });
      look();
    });
  const pass = async <T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const leave = await enter(signal);
    try {
      return await run();
    } finally {
      // A moment later: whoever hears how it ended may close the gate.
      setTimeout(leave);
    }
  };
  return { enter, pass, look };
}
