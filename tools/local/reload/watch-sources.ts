import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watch } from 'chokidar';

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
  /** No change is missed from now on. @throws Error when the system watches no more files */
  watched: Promise<void>;
  /**
   * What has changed since it was asked last, once nothing changes any more; undefined when they are closed.
   * @throws Error when the system watches no more files
   */
  changes(): Promise<Changes | undefined>;
  close(): Promise<void>;
}

/** @param root folder that has `lambdas/` and `contract/` */
export function watchSources(root: string): Sources {
  let files = new Set<string>();
  let events = 0;
  let since = 0;
  let closed = false;
  let changed = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  // Editors and tools save in many ways, most of them by another file in place of the one before.
  const watcher = watch(
    FOLDERS.map((folder) => join(root, folder)),
    { ignoreInitial: true },
  )
    .on('ready', ready.resolve)
    .on('error', failed.reject)
    .on('all', (_, path) => {
      if (files.size === 0) since = performance.now();
      events += 1;
      files.add(relative(root, path).replaceAll('\\', '/'));
      changed.resolve();
    });
  return {
    watched: Promise.race([ready.promise, failed.promise]),
    async changes() {
      await Promise.race([changed.promise, failed.promise]);
      for (let seen = 0; seen !== events && !closed; await sleep(QUIET_MS)) seen = events;
      if (closed) return undefined;
      const told = { files, since };
      files = new Set();
      changed = Promise.withResolvers();
      return told;
    },
    close() {
      closed = true;
      ready.resolve();
      changed.resolve();
      return watcher.close();
    },
  };
}
