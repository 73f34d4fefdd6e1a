import type { Page } from 'playwright-core';

/** How many uploads, and how many files, the browser keeps for the page that comes next. */
export const kept = (tab: Page) =>
  tab.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const opening = indexedDB.open('image-intake');
        opening.onsuccess = () => {
          const stores = ['uploads', 'files'].map((name) =>
            opening.result.transaction(name).objectStore(name).count(),
          );
          stores[1]!.onsuccess = () => resolve(stores.map(({ result }) => result));
        };
      }),
  );
