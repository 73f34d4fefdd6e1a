export interface Pause {
  over: Promise<void>;
  end: () => void;
}

/** Something to wait for until it is ended. */
export function startPause(): Pause {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { over, end };
}
