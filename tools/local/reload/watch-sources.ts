import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What functions are made of, beside packages: docs/adr/0013-the-plan-of-the-house.md. */
const FOLDERS = ['contract', 'lambdas'];
/** One save is several events, and a branch that is checked out hundreds. */
const QUIET_MS = 50;

interface Changes {
  /** From the root: `lambdas/shared/env.ts`. */
  files: ReadonlySet<string>;
  /** Of the first of them, by `performance.now()`. */
  since: number;
}

export interface Sources {
  /** What has changed since it was asked last, once nothing changes any more; undefined when they are closed. */
  changes(): Promise<Changes | undefined>;
  close(): void;
}

/**
 * @param root folder that has `lambdas/` and `contract/`
 * @throws Error when the system watches no more files
 */
export function watchSources(root: string): Sources {
  let files = new Set<string>();
  let events = 0;
  let since = 0;
  let closed = false;
  let changed = Promise.withResolvers<void>();
  const watchers: FSWatcher[] = FOLDERS.map((folder) =>
    watch(join(root, folder), { recursive: true }, (_, name) => {
      if (name === null) return;
      if (files.size === 0) since = performance.now();
      events += 1;
      files.add(join(folder, name).replaceAll('\\', '/'));
      changed.resolve();
      // Of a folder that went while it was read: what is in its place is told by itself.
    }).on('error', () => {}),
  );
  return {
    async changes() {
      await changed.promise;
      for (let seen = 0; seen !== events && !closed; await sleep(QUIET_MS)) seen = events;
      if (closed) return undefined;
      const told = { files, since };
      files = new Set();
      changed = Promise.withResolvers();
      return told;
    },
    close() {
      closed = true;
      for (const watcher of watchers) watcher.close();
      changed.resolve();
    },
  };
}
