import type { StageConfig } from '../../lib/stages/stages.ts';
import { curlLines, userCurlLines } from './curl-lines.ts';
import { isLoopback } from './option-rules.ts';
import type { StageRun } from './stage-run.ts';
import { webhookLines } from './webhooks.ts';

interface Told {
  stage: string;
  config: StageConfig;
  /** That was asked for. */
  host?: string | undefined;
  /** Another S3 than the embedded one. */
  s3: boolean;
  /** The folder in which data stays. */
  data?: string | undefined;
  /** The file that has the run's settings. */
  env?: string | undefined;
}

/** What is printed once a stage runs: where everything is, and lines to paste. */
export function readyText(run: StageRun, { stage, config, host, s3, data, env }: Told): string {
  const { baseUrl, issuer, webhooks } = run;
  return [
    '',
    `image-intake (${stage}) is ready.`,
    '',
    ...(config.web ? [`  Page     ${run.page}`] : []),
    `  Contract ${run.page}docs/`,
    `  API      ${baseUrl}`,
    `  API key  ${run.apiKey}`,
    `  S3       ${host === undefined || s3 ? run.s3Endpoint : new URL(baseUrl).origin}`,
    ...(run.delivery
      ? [`  Images   ${host === undefined ? run.delivery.origin : new URL(baseUrl).origin}`]
      : []),
    ...(issuer
      ? [`  Issuer   ${issuer.url}, for the users ${issuer.users.map(({ name }) => name).join(' and ')}`]
      : []),
    ...webhooks.map(({ name, url, secret }) => `  Webhook  ${url}, as ${name}, secret ${secret}`),
    ...(env === undefined ? [] : [`  Settings ${env}`]),
    ...(host === undefined ? [] : ['', ...openLines(host)]),
    '',
    'Create, upload and read with an image of your own, in bash:',
    '',
    'IMAGE=photo.jpg',
    ...curlLines(run),
    '',
    ...(issuer ? userLines(run, issuer) : []),
    ...webhookLines(webhooks),
    data === undefined
      ? 'Ctrl-C stops it; its data ends with it.'
      : `Ctrl-C stops it; its data stays in ${data}.`,
    '',
  ].join('\n');
}

function userLines(run: StageRun, { url, users: [user] }: NonNullable<StageRun['issuer']>): string[] {
  if (!user) return [];
  return [
    `The same as ${user.name}, without the key and without a browser:`,
    '',
    ...userCurlLines(run, url, user.id),
    '',
  ];
}

/** What to know of a run that others can reach. */
function openLines(host: string): string[] {
  if (isLoopback(host)) return ['API, page and S3 are at this one address.'];
  return [
    'API, page and S3 are at this one address, and everyone in the network can reach it, by plain HTTP: who knows the',
    'API key can read, change and delete everything.',
  ];
}
