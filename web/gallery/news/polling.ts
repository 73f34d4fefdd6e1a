/** Ms. */
interface Pauses {
  shortest: number;
  longest: number;
}

/** Where something is about to change. */
const SOON: Pauses = { shortest: 800, longest: 30_000 };
/** Where others may have made something. */
export const SLOWLY: Pauses = { shortest: 30_000, longest: 120_000 };
const GROWTH = 1.5;

export interface Polling {
  /** Whether there is anything to ask for. */
  needed: () => boolean;
  /** Asks the service; true when something has changed. */
  poll: () => Promise<boolean>;
  /** Whether somebody would see the answer. */
  possible: () => boolean;
  pauses?: Pauses;
}

/**
 * Asks the service again and again while that is needed, and not at all while it is not. The pause grows as long as
 * nothing changes, for a record whose upload never came stays pending for days.
 */
export function createPoller({ needed, poll, possible, pauses: { shortest, longest } = SOON }: Polling) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = shortest;
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
    pause = changed ? shortest : Math.min(pause * GROWTH, longest);
    plan();
  };

  return {
    /** Something is expected to change soon. */
    wake: () => {
      pause = shortest;
      plan();
    },
    /** Look again whether asking is needed and possible. */
    review: () => {
      if (timer === undefined) plan();
      else if (!needed() || !possible()) plan();
    },
    /** Asks at once, if it is possible. */
    now: () => {
      pause = shortest;
      clearTimeout(timer);
      if (!asking && needed() && possible()) void ask();
    },
    stop: () => clearTimeout(timer),
  };
}
