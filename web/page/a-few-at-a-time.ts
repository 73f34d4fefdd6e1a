/**
 * Does something to all, so many at once. The first begin before this answers: of a page that is left nothing goes on
 * later.
 * @throws what `work` throws first; what is under way goes on.
 */
export async function aFewAtATime<T>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<unknown> | undefined,
): Promise<void> {
  const left = all.values();
  const take = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, take));
}
