import type { StageConfig } from '../../lib/stages/stages.ts';
import { openPageSession } from '../../tools/browser/page-session.ts';
import { builtPage } from '../../tools/local/built-page.ts';
import { startLocalRun, type TestRunOptions } from './local-run.ts';

export type PageSession = Awaited<ReturnType<typeof startPageSession>>;

/** A page session on a local run of its own. `page`: what differs from the stage dev. */
export async function startPageSession(
  chromium: string,
  { page, ...options }: Omit<TestRunOptions, 'page'> & { page?: Partial<StageConfig> } = {},
) {
  const [run] = await Promise.all([startLocalRun(options), builtPage()]);
  return openPageSession(chromium, run, page);
}
