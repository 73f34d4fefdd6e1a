const ATTEMPTS = 3;
const BACKOFF_MS = 50;

/**
 * Asks up to three times, with a random pause between, while nothing answers or the answer `passes` with time.
 * @returns the last answer
 * @throws whatever the last attempt threw
 */
export async function persistently<Answer>(
  ask: () => Promise<Answer>,
  passes: (answer: Answer) => boolean,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await ask();
      if (attempt === ATTEMPTS || !passes(answer)) return answer;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * BACKOFF_MS * 4 ** attempt));
  }
}
