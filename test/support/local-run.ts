import { createHash, randomBytes } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StageConfig } from '../../lib/stages/stages.ts';
import type { ServiceCall } from '../../local/calls.ts';
import type { Access } from '../../local/iam/identities.ts';
import type { LocalRunOptions, LocalRun as Run } from '../../local/options.ts';
import { startLocalRun as start } from '../../local/run.ts';
import { synthesize } from '../../tools/local/synthesize.ts';
import { engines } from './engines.ts';

/** A local run as tests see it. */
export interface LocalRun extends Run {
  /** Every call to DynamoDB and S3 so far, in order. Empty it by `calls.length = 0`. */
  calls: ServiceCall[];
  /** Every permission that was asked for. */
  accesses: Access[];
  /** What functions printed, and what the gateway has to say. */
  logs: { source: string; line: string }[];
}

export interface TestRunOptions extends Omit<LocalRunOptions, 'assembly' | 'onLog' | 'onCall' | 'onAccess'> {
  stage?: string;
  /** An assembly of one's own instead of a stage's. */
  assembly?: string;
}

/**
 * Starts a stage (dev by default) on free ports, in this process. Failed messages are retried after a hundredth of
 * the queue's visibility timeout. Under `npm run test:engines` it uses the real engines.
 */
export async function startLocalRun(options: TestRunOptions = {}): Promise<LocalRun> {
  const { stage = 'dev', assembly = await assemblyOf(stage), ...rest } = options;
  const calls: ServiceCall[] = [];
  const accesses: Access[] = [];
  const logs: LocalRun['logs'] = [];
  const run = await start({
    retryScale: 0.01,
    ...(engines.real && onRealEngines()),
    ...rest,
    assembly,
    onLog: (source, line) => logs.push({ source, line }),
    onCall: (call) => calls.push(call),
    onAccess: (access) => accesses.push(access),
  });
  return { ...run, calls, accesses, logs };
}

/** On engines that other tests use at the same time: names, and DynamoDB Local's whole database, are a run's own. */
function onRealEngines(): Partial<LocalRunOptions> {
  const run = randomBytes(5).toString('hex');
  return {
    namePrefix: `${run}-`,
    dynamodb: {
      endpoint: engines.dynamodbEndpoint!,
      // DynamoDB Local keeps a database for each access key.
      credentials: { accessKeyId: `AKIA${run.toUpperCase()}`, secretAccessKey: 'any' },
    },
    s3: { endpoint: engines.s3Endpoint!, credentials: engines.s3Credentials! },
  };
}

const root = fileURLToPath(new URL('../..', import.meta.url));
// Inside node_modules, where no package.json makes the CommonJS bundles into ES modules.
const cache = join(root, 'node_modules/.cache/image-intake');

/**
 * The folder of a stage's assembly, bundles included; synthesized once for each state of the sources.
 * @param settings - of the stage, in place of its own
 */
export async function assemblyOf(stage: string, settings: Partial<StageConfig> = {}): Promise<string> {
  const sources = ['tools/local/synth-stage.ts', 'package-lock.json', '{contract,lambdas,lib}/**/*.{ts,cjs}']
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .sort();
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const file of sources) hash.update(file).update(readFileSync(join(root, file)));
  const folder = join(cache, `${stage}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;

  removeOld();
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    await synthesize(stage, fresh, { settings });
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another test process was faster.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Assemblies of sources that have changed since. */
function removeOld(): void {
  const yesterday = Date.now() - 24 * 3_600_000;
  for (const name of globSync('*', { cwd: cache })) {
    const folder = join(cache, name);
    if (statSync(folder).mtimeMs < yesterday) rmSync(folder, { recursive: true, force: true });
  }
}
