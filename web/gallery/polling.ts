const SHORTEST_MS = 800;
const LONGEST_MS = 30_000;
const GROWTH = 1.5;

export interface Polling {
  /** Whether anything is about to change. */
  needed: () => boolean;
  /** Asks the service; true when something has changed. */
  poll: () => Promise<boolean>;
  /** Whether asking makes sense now: the tab is shown and the network there. */
  possible: () => boolean;
}

/**
 * Asks the service while anything is about to change, and not at all while nothing is. The pause grows as long as nothing
 * changes, for a record whose upload never came stays pending for days.
 */
export function createPoller({ needed, poll, possible }: Polling) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = SHORTEST_MS;
  let asking = false;

  const plan = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!asking && needed() && possible()) timer = setTimeout(ask, pause);
  };
  const ask = async () => {
    timer = undefined;
    asking = true;
    const changed = await poll().catch(() => false);
    asking = false;
    pause = changed ? SHORTEST_MS : Math.min(pause * GROWTH, LONGEST_MS);
    plan();
  };

  return {
    /** Something is expected to change soon. */
    wake: () => {
      pause = SHORTEST_MS;
      plan();
    },
    /** Look again whether asking is needed and possible. */
    review: () => {
      if (timer === undefined) plan();
      else if (!needed() || !possible()) plan();
    },
    stop: () => clearTimeout(timer),
  };
}
