import { rm } from 'node:fs/promises';
import { ROOT } from '../../lib/constructs/web/page-build.ts';
import { type StageConfig, stages } from '../../lib/stages/stages.ts';
import type { DataFolder } from '../../local/data/data-folder.ts';
import { openDataFolder } from '../../local/data/folder.ts';
import type { LocalRun, LocalRunOptions } from '../../local/options.ts';
import { startLocalRun } from '../../local/run.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { localDelivery } from './delivery/local-delivery.ts';
import { assemblyOf } from './kept-assembly.ts';
import { pageOf } from './page.ts';
import { synthesize } from './synthesize.ts';
import type { Issuer } from './users/issuer.ts';
import { configOf, type LocalWebhook, parametersOf, withKeptSecrets } from './webhooks.ts';

export type StageRunOptions = Omit<LocalRunOptions, 'assembly' | 'page' | 'data'> & {
  stage: string;
  /** Folder in which data and keys outlive the run; they end with it when left out. */
  data?: string | undefined;
  /** Serve the stage's page too: as it would be deployed, or from its sources with hot reload. */
  page?: 'built' | 'dev';
  /** Starts an issuer in place of the one that the stage has; it is stopped with the run. */
  users?: ((data: DataFolder | undefined) => Promise<Issuer>) | undefined;
  /** Receivers of events on this machine. Those of the stage are never told: they are for its deployments. */
  webhooks?: readonly LocalWebhook[] | undefined;
  /** Delivers images in every width, also of a stage that does not. */
  delivery?: boolean | undefined;
  /** Of the stage, in place of its own. */
  settings?: Partial<StageConfig> | undefined;
  /**
   * Folder whose `lambdas/` and `contract/` the functions follow: what changes there is reloaded. The repository with the page from
   * its sources; none otherwise.
   */
  sources?: string | undefined;
  /** Synthesizes once for each state of the sources, and keeps that; not what is of this run alone. */
  kept?: boolean | undefined;
  /** Gives the start up. */
  signal?: AbortSignal | undefined;
};

export interface StageRun extends LocalRun {
  issuer: Issuer | undefined;
  webhooks: readonly LocalWebhook[];
}

/** What one user may take in an hour, of a stage that has no users of its own. */
const TICKETS_PER_HOUR = 1000;

/**
 * Synthesizes a stage and runs it on this machine.
 * @throws Error with one sentence for a person
 */
export async function startStage({
  stage,
  signal,
  page,
  users,
  webhooks: receivers = [],
  delivery: wanted = false,
  data: folder,
  settings: given,
  kept = false,
  sources = page === 'dev' ? ROOT : undefined,
  ...options
}: StageRunOptions): Promise<StageRun> {
  const up: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const close of up.splice(0).reverse()) await close();
  };
  try {
    // A stage that is not known gets no folder: synthesis says so.
    const data = folder === undefined || !stages[stage] ? undefined : openStageData(folder, stage);
    if (data) up.push(async () => data.close());
    const webhooks = data ? withKeptSecrets(receivers, data) : receivers;
    const issuer = await users?.(data);
    if (issuer) up.push(issuer.stop);
    const delivery = localDelivery({ ...stages[stage], ...given }, wanted, data);
    const settings = {
      ...given,
      ...(delivery && { delivery: delivery.delivery }),
      ...(issuer && settingsWith(issuer, stages[stage])),
      // Those of the stage are told by its deployments alone.
      ...((webhooks.length > 0 || stages[stage]?.webhooks.length) && { webhooks: webhooks.map(configOf) }),
    };
    const assembly =
      kept && !issuer && !delivery && webhooks.length === 0
        ? await assemblyOf(stage, settings, signal)
        : await freshAssembly(stage, settings, signal, up);
    const config = stages[stage] && { ...stages[stage], ...settings };
    const parameters = { ...options.parameters, ...parametersOf(webhooks), ...delivery?.parameters };
    const run = await startLocalRun({
      ...options,
      data,
      parameters,
      assembly,
      page: page && pageOf(config, page),
    });
    up.push(run.stop);
    if (sources !== undefined) {
      const { reloadFunctions } = await import('./reload/reload-functions.ts');
      const say = (line: string) => options.onLog?.('dev', line);
      up.push(reloadFunctions({ assembly, root: sources, run, say }).close);
    }
    // By both names that people give this machine.
    for (const name of ['127.0.0.1', 'localhost'])
      if (run.page) issuer?.allow(run.page.replace('//127.0.0.1:', `//${name}:`));
    return { ...run, issuer, webhooks, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Opens the folder in which the data of a stage outlive its runs. @throws Error with one sentence */
export const openStageData = (folder: string, stage: string): DataFolder =>
  openDataFolder(folder, `the stage ${stage}`);

/** In a temporary folder, outside of any package, that goes with the run. */
async function freshAssembly(
  stage: string,
  settings: Partial<StageConfig>,
  signal: AbortSignal | undefined,
  up: (() => Promise<void>)[],
): Promise<string> {
  const folder = temporaryFolder();
  up.push(() => rm(folder, { recursive: true, force: true }));
  await synthesize(stage, folder, { signal, settings });
  return folder;
}

/** The users of a stage, signed in by an issuer of the laptop. */
function settingsWith({ settings }: Issuer, config: StageConfig | undefined): Pick<StageConfig, 'users'> {
  const { ticketsPerHour = TICKETS_PER_HOUR } = config?.users || {};
  const { page, ...rest } = settings;
  return { users: { ...rest, ticketsPerHour, ...(config?.web && page && { page }) } };
}
