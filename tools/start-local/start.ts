import { type StageConfig, stages } from '../../lib/stages/stages.ts';
import type { DataFolder } from '../../local/data/data-folder.ts';
import { localSettings } from '../env/local-settings.ts';
import { variablesOf } from '../env/settings.ts';
import { checkPort } from '../free-port.ts';
import { isLoopback } from '../local/option-rules.ts';
import { type StageRun, startStage } from '../local/stage-run.ts';
import { localWebhooks } from '../local/webhooks.ts';
import type { IntakeEvent, IntakeRun, LocalUsers, StartLocalOptions } from './surface.d.ts';

/** @param options checked one by one */
export async function start({
  stage = 'dev',
  port = 0,
  host,
  users = false,
  webhooks = [],
  onEvent,
  retryScale = 0.01,
  signal,
  ...options
}: StartLocalOptions): Promise<IntakeRun> {
  const config = Object.hasOwn(stages, stage) ? stages[stage] : undefined;
  if (!config)
    throw new Error(`startLocal: there is no stage "${stage}"; known: ${Object.keys(stages).join(', ')}.`);
  if (users && host !== undefined && !isLoopback(host))
    throw new Error(
      'startLocal: users sign in at 127.0.0.1, which is not reached from elsewhere: leave host out, or users.',
    );
  const receivers = localWebhooks(webhooks, 'startLocal: webhooks');
  signal?.throwIfAborted();
  const begin = async () => {
    await checkPort(port, host);
    return startStage({
      ...options,
      stage,
      port,
      host,
      retryScale,
      signal,
      webhooks: receivers,
      page: 'built',
      kept: true,
      users: users ? startUsers : undefined,
      ...(onEvent && {
        settings: { eventBus: config.eventBus || 'default' },
        onEvent: ({ detail }) => onEvent(detail as unknown as IntakeEvent),
      }),
    });
  };
  const run = await begin().catch((error: Error) => {
    signal?.throwIfAborted();
    throw sentenceOf(error);
  });
  const stop = stopOf(run, signal);
  if (signal?.aborted) await stop();
  signal?.throwIfAborted();
  return describe(run, stage, config, stop);
}

function describe(run: StageRun, stage: string, config: StageConfig, stop: () => Promise<void>): IntakeRun {
  return {
    baseUrl: run.baseUrl,
    apiKey: run.apiKey,
    page: config.web ? run.page : undefined,
    env: variablesOf(localSettings(run, stage, config)),
    webhooks: run.webhooks.map(({ url, secret }) => ({ url, secret })),
    users: run.issuer && usersOf(run.issuer.url),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function startUsers(data: DataFolder | undefined) {
  const { startIssuer } = await import('../local/users/issuer.ts');
  return startIssuer({ data });
}

function usersOf(issuer: string): LocalUsers {
  return {
    issuer,
    async token(user) {
      const answer = await fetch(`${issuer}/token?user=${encodeURIComponent(user)}`);
      const text = await answer.text();
      if (!answer.ok) throw new Error(`startLocal: ${text.trim()}`);
      return text;
    },
  };
}

/** Once, whoever asks for it, and however often. */
function stopOf(run: StageRun, signal: AbortSignal | undefined): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  const stop = () => {
    signal?.removeEventListener('abort', onAbort);
    stopped ??= run.stop();
    return stopped;
  };
  // Whoever waits for the end hears of what went wrong with it.
  const onAbort = () => void stop().catch(() => {});
  signal?.addEventListener('abort', onAbort, { once: true });
  return stop;
}

function sentenceOf(error: Error & { code?: string; port?: number }): Error {
  if (error.code === 'EADDRINUSE') return new Error(`startLocal: port ${error.port} is in use.`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new Error(`startLocal: host names no address of this machine: ${error.message}`);
  return error;
}
