/** Files that are sent at once. */
const AT_ONCE = 4;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Whether the service can be reached, judged by its answers alone. After a loss one file at a time tries, with growing
 * pauses and without end; the first bytes that leave let the others go on.
 * @param onTry It is time to try.
 */
export function createConnection(onTry: () => void) {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tryNow = () => {
    clearTimeout(timer);
    timer = undefined;
    onTry();
  };

  return {
    tryNow,
    /** How many files may be on their way now. */
    slots: () => {
      if (failures === 0) return AT_ONCE;
      return timer === undefined ? 1 : 0;
    },
    lost: () => {
      // Several that fail together are one loss.
      if (timer !== undefined) return;
      timer = setTimeout(tryNow, Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS));
      failures += 1;
    },
    answered: () => {
      if (failures === 0) return;
      failures = 0;
      tryNow();
    },
  };
}
