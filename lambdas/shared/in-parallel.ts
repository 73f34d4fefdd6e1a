/** Does the same with each item, a few at once, beginning in their order. What `act` throws ends it. */
export async function inParallel<Item>(
  items: readonly Item[],
  concurrency: number,
  act: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  const waiting = items.entries();
  const work = async () => {
    for (const [index, item] of waiting) await act(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, work));
}
