import { faultsOfWebhooks, type WebhookConfig } from '../../lib/stages/webhooks.ts';
import { newSecret } from '../webhooks/secret.ts';

/** An endpoint on this machine that the local run tells of events. */
export interface LocalWebhook {
  /** `hook-1`, `hook-2`, … */
  name: string;
  url: string;
  secret: string;
}

/**
 * @param urls on this machine
 * @param name of what they were given by
 * @throws Error with one sentence for what is none
 */
export function localWebhooks(urls: readonly string[], name = '--webhook'): LocalWebhook[] {
  const webhooks = urls.map((url, at) => ({ name: `hook-${at + 1}`, url, secret: newSecret() }));
  const bad = webhooks.find((webhook) => faultsOfWebhooks([configOf(webhook)], 'this').length > 0);
  if (bad)
    throw new Error(
      `${name} must be an http URL on this machine, as http://127.0.0.1:4000/, not "${bad.url}"`,
    );
  const [fault] = faultsOfWebhooks(webhooks.map(configOf), 'this');
  if (fault) throw new Error(`${name}: ${fault}`);
  return webhooks;
}

/** The stage's setting. */
export const configOf = ({ name, url }: LocalWebhook): WebhookConfig => ({
  name,
  url,
  secretParameter: parameterOf(name),
  // The laptop runs a few threads of a function: a receiver that hangs must not take all of them.
  concurrency: 2,
  loopback: true,
});

/** What the local SSM holds. */
export const parametersOf = (webhooks: readonly LocalWebhook[]): Record<string, string> =>
  Object.fromEntries(webhooks.map(({ name, secret }) => [parameterOf(name), secret]));

const parameterOf = (name: string): string => `/image-intake/local/${name}`;

/** What to know of them once they run, and the lines that start a receiver for each. */
export function webhookLines(webhooks: readonly LocalWebhook[]): string[] {
  if (webhooks.length === 0) return [];
  return [
    'See what becomes of images, each line in a terminal of its own, in the same folder:',
    '',
    ...webhooks.map(
      ({ url, secret }) => `npm run listen -- --port ${portOf(url)}${hostFlag(url)} --secret ${secret}`,
    ),
    '',
  ];
}

/** Nothing for the address that it listens on by itself, and for the name of it. */
function hostFlag(url: string): string {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return host === '127.0.0.1' || host === 'localhost' ? '' : ` --host ${host}`;
}

const portOf = (url: string): string => new URL(url).port || '80';
