import { stages } from '../lib/stages/stages.ts';
import type { DataFolder } from '../local/data/data-folder.ts';
import { checkEnvFile, writeEnvFile } from '../tools/env/env-file.ts';
import { localSettings } from '../tools/env/local-settings.ts';
import { envLines, type IntakeSettings, variablesOf } from '../tools/env/settings.ts';
import { checkPort } from '../tools/free-port.ts';
import { type LocalOptions, readOptions, USAGE } from '../tools/local/local-options.ts';
import { readableLine } from '../tools/local/readable-line.ts';
import { readyText } from '../tools/local/ready-text.ts';
import { startStage } from '../tools/local/stage-run.ts';
import type { Issuer } from '../tools/local/users/issuer.ts';

type EnvFile = NonNullable<LocalOptions['env']>;

/** `npm start`: one stage on this machine, until Ctrl-C. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (!options) return console.log(USAGE);
  const { stage, port, host, s3Port = 0, env } = options;
  if (env) checkFile(env, options.apiKey);
  await checkPort(port, host);
  await checkPort(s3Port);
  await checkPort(options.users?.port ?? 0);

  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve());
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  // When npm is killed outright, nobody passes that on.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || stopping.abort(), 250).unref();

  try {
    if (options.users && stages[stage]?.users)
      console.error(`--users: the issuer of this run replaces that of the stage ${stage}.`);
    console.error(`Synthesizing the stage ${stage}...`);
    const onLog = (source: string, line: string) => {
      const readable = readableLine(source, line);
      if (readable) console.error(readable);
    };
    const { users, env: _, ...rest } = options;
    const run = await startStage({
      ...rest,
      kept: true,
      signal: stopping.signal,
      onLog,
      users: users && ((data) => startUsers(users.port, data, onLog)),
    });
    try {
      if (!stopping.signal.aborted) {
        const config = stages[stage]!;
        if (env) writeFile(env, localSettings(run, stage, config));
        const s3 = options.s3 !== undefined;
        console.log(readyText(run, { stage, config, host, s3, data: options.data, env: env?.file }));
      }
      await stopped;
    } finally {
      await run.stop();
    }
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  }
}

/** Says what is wrong with it before the seconds of synthesis. */
function checkFile({ file, insist }: EnvFile, apiKey: string | undefined): void {
  checkEnvFile(file, { insist });
  if (apiKey !== undefined) envLines({ '--api-key': apiKey });
}

function writeFile({ file, insist }: EnvFile, settings: IntakeSettings): void {
  for (const sentence of writeEnvFile(file, variablesOf(settings), { insist })) console.error(sentence);
}

/** Loaded where it is wanted alone. */
async function startUsers(
  port: number | undefined,
  data: DataFolder | undefined,
  onLog: (source: string, line: string) => void,
): Promise<Issuer> {
  const { startIssuer } = await import('../tools/local/users/issuer.ts');
  return startIssuer({ port, data, onError: (message) => onLog('issuer', message) });
}

function reasonOf({ code, port, message }: Error & { code?: string; port?: number }): string {
  if (code === 'EADDRINUSE') {
    const [, flag = '--port'] =
      new RegExp(`(--(?:s3|users)-port)[ =]${port}( |$)`).exec(process.argv.join(' ')) ?? [];
    return `port ${port} is in use; choose another one with ${flag}`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `--host names no address of this machine: ${message}`;
  return message;
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(`image-intake: ${reasonOf(error).split('\n')[0]}`);
    process.exit(1);
  },
);
