import type { Turn } from './faults.ts';

/** What a crash of the test says, and what a function says of a record that others keep changing: it is tried again then. */
const RETRIED = /^crash|faster than|kept changing/;

/**
 * Tries something as a queue does, until it succeeds, or its record is gone.
 * @param turn - awaited ahead of each attempt
 */
export const insisting =
  (turn: Turn) =>
  async (act: (attempt: number) => Promise<unknown>): Promise<void> => {
    for (let attempt = 1; attempt <= 100; attempt++) {
      await turn('attempt');
      try {
        await act(attempt);
        return;
      } catch (error) {
        if ((error as Error).name === 'NotFound') return;
        if (!(error instanceof Error) || !RETRIED.test(error.message)) throw error;
      }
    }
    throw new Error('It never succeeds');
  };
