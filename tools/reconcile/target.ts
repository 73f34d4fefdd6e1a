import { createHash } from 'node:crypto';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { stages } from '../../lib/stages/stages.ts';
import { readSettings } from '../env/read-settings.ts';
import { FlagError } from '../flags.ts';
import { clientConfigOf } from '../release/client-config.ts';
import { findReconciler } from './find-reconciler.ts';
import { type Invoke, localInvoke } from './invoke.ts';

/** Whose reconciler is meant. */
export const TARGET_FLAGS = {
  stage: { type: 'string' },
  'base-url': { type: 'string' },
  'api-key': { type: 'string' },
  env: { type: 'string' },
} as const;

export const TARGET_USAGE = `  --stage STAGE    a deployed one (${Object.keys(stages).join(', ')}), with credentials and region as the AWS CLI has them;
                   needs cloudformation:DescribeStacks and lambda:InvokeFunction
  --base-url URL   of the API of npm start, with its stage, such as http://127.0.0.1:3000/v1
  --api-key KEY    of npm start; default: IMAGE_INTAKE_API_KEY of the environment
  --env FILE       a file that npm start -- --env has written, in place of both`;

export interface Target {
  /** Undefined for a local run. */
  stage: string | undefined;
  /** For the name of a file. */
  name: string;
  /** Tells it from another one at the same address. */
  id: string;
  find(): Promise<Invoke>;
}

type Values = Partial<Record<keyof typeof TARGET_FLAGS, string | undefined>>;

/** @throws FlagError with the usage, or one sentence */
export function targetOf({ stage, env, ...values }: Values, usage: string): Target {
  const written = env === undefined ? {} : readSettings(env);
  const baseUrl = values['base-url'] ?? written.baseUrl;
  if ((stage === undefined) === (baseUrl === undefined)) throw new FlagError(usage);
  if (stage !== undefined) {
    if (!Object.hasOwn(stages, stage))
      throw new FlagError(`--stage takes one of ${Object.keys(stages).join(', ')}.`);
    const find = () => {
      const config = clientConfigOf(stage);
      const lambda = new LambdaClient(config);
      return findReconciler(stage, { cloudFormation: new CloudFormationClient(config), lambda });
    };
    return { stage, name: stage, id: stage, find };
  }
  const apiKey = values['api-key'] ?? written.apiKey ?? process.env.IMAGE_INTAKE_API_KEY;
  if (!URL.canParse(baseUrl!))
    throw new FlagError('--base-url takes a URL, such as http://127.0.0.1:3000/v1.');
  if (!apiKey) throw new FlagError('--api-key is missing: npm start prints it.');
  const { host } = new URL(baseUrl!);
  // Each run has a key of its own, which is not for files.
  const id = createHash('sha256').update(apiKey).digest('hex').slice(0, 16);
  return { stage, name: host.replaceAll(/\W/g, '-'), id, find: async () => localInvoke(baseUrl!, apiKey) };
}

export const INTERRUPTED = 130;

/** Aborted by Ctrl-C or SIGTERM. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
