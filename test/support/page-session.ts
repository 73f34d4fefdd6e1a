import { ApiError } from '../../client/errors.ts';
import type { StageConfig } from '../../lib/stages/stages.ts';
import { openPageSession } from '../../tools/browser/page-session.ts';
import { builtPage } from '../../tools/local/built-page.ts';
import { startDeliveringRun, startLocalRun, type TestRunOptions } from './local-run.ts';

export type PageSession = Awaited<ReturnType<typeof startPageSession>>;

export type PageSessionOptions = Omit<TestRunOptions, 'page'> & {
  /** What differs from the stage dev. */
  page?: Partial<StageConfig>;
  /** Images are delivered in other widths. */
  delivery?: boolean;
};

/**
 * A page session before an empty gallery: on a local run of its own where anything differs from the stage dev, else on one that all
 * files of a worker have after each other.
 */
export async function startPageSession(chromium: string, options?: PageSessionOptions) {
  if (options) return startOwn(chromium, options);
  shared ??= startOwn(chromium, {});
  const session = await shared;
  return {
    ...session,
    /** Leaves nothing for the next file. The worker ends with browser and run. */
    stop: async (): Promise<void> => {
      await session.closeTabs();
      await session.empty();
      session.faults.length = 0;
    },
  };
}

let shared: ReturnType<typeof startOwn> | undefined;

async function startOwn(chromium: string, { page, delivery = false, ...options }: PageSessionOptions) {
  const start = delivery ? startDeliveringRun : startLocalRun;
  const [run] = await Promise.all([start(options), builtPage()]);
  const session = await openPageSession(chromium, run, page);
  return {
    ...session,
    /** Deletes all records. A page that was just closed may still be deleting some of its own. */
    empty: async (): Promise<void> => {
      for await (const { metadata } of session.client.list()) {
        await Promise.all(metadata.map(({ id }) => session.client.remove(id).catch(unlessGone)));
      }
    },
  };
}

function unlessGone(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 404) throw error;
}
