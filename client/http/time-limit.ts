/** The longest time that a timer can hold, ms: with more it would fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A signal that aborts when the time is over, or with the caller's. */
export interface TimeLimit {
  signal: AbortSignal;
  /** It was the time that ended it. */
  readonly over: boolean;
  /** Begins the time anew, or another one. */
  restart(ms?: number): void;
  /** Aborts for another reason. */
  cancel(): void;
  /** Lets go of timer and caller's signal. */
  end(): void;
}

/** By hand: Node.js 20.2 and Safari 17.3 have no `AbortSignal.any`. */
export function startTimeLimit(ms: number, signal?: AbortSignal | null): TimeLimit {
  const controller = new AbortController();
  let over = false;
  const start = (time: number) =>
    setTimeout(() => {
      over = true;
      controller.abort();
    }, time);
  let timer = start(ms);
  const follow = () => controller.abort(signal?.reason);
  if (signal?.aborted) follow();
  else signal?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    get over() {
      return over;
    },
    restart: (time = ms) => {
      clearTimeout(timer);
      timer = start(time);
    },
    cancel: () => controller.abort(),
    end: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', follow);
    },
  };
}
