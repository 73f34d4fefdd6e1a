import { isIP } from 'node:net';
import { EVENT_TYPES, type EventType } from '../../contract/events.ts';
import { isLoopback, isPublic } from '../../lambdas/webhook-sender/addresses.ts';
import type { Endpoint } from '../../lambdas/webhook-sender/endpoint.ts';
import { isParameterName, PARAMETER_NAME } from './parameters.ts';

/** An endpoint that is told of changes. */
export interface WebhookConfig {
  /** For queues, alarms and commands: never given to another endpoint. */
  name: string;
  /** https, without a user and a password. */
  url: string;
  /** The events that it wants; all by default. */
  events?: readonly EventType[];
  /** Name of the SSM parameter, a SecureString, that holds the secret of its signatures. */
  secretParameter: string;
  /** Deliveries at once, 5 by default. */
  concurrency?: number;
  /** The endpoint is on this machine, by plain HTTP: for the local run alone. */
  loopback?: true;
}

const MOST_ENDPOINTS = 10;
const LONGEST_URL = 500;
/** Of the JSON that the sender gets, of the 4 KB that Lambda allows for all variables. */
const MOST_BYTES = 3_600;
/** The longest that SQS and CloudFormation make. */
const ANY_QUEUE_URL = 'x'.repeat(140);

/** The word by which the outputs of the storage stack name an endpoint: `Webhook<word>QueueUrl`. */
export const outputWordOf = (name: string): string =>
  name.replace(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase());

/** What the sender is told of the endpoints. @param queueUrlOf the queue of an endpoint, by its name */
export const endpointsOf = (
  webhooks: readonly WebhookConfig[],
  queueUrlOf: (name: string) => string,
): Endpoint[] =>
  webhooks.map(({ name, url, secretParameter: secret, loopback }) => ({
    name,
    url,
    queue: queueUrlOf(name),
    secret,
    ...(loopback && { loopback }),
  }));

/**
 * What is wrong with a stage's webhooks.
 * @param runsOn - where: only a stage on this machine may have its endpoints here
 */
export function faultsOfWebhooks(webhooks: readonly WebhookConfig[], runsOn: 'lambda' | 'this'): string[] {
  const faults = webhooks.flatMap((webhook) => faultsOfEndpoint(webhook, runsOn));
  if (webhooks.length > MOST_ENDPOINTS) faults.push(`webhooks must be at most ${MOST_ENDPOINTS}`);
  const names = webhooks.map(({ name }) => name.replaceAll('-', ''));
  const twice = webhooks.find((_, at) => names.indexOf(names[at]!) < at);
  if (twice) faults.push(`webhooks must not have the name "${twice.name}" twice, with or without dashes`);
  const bytes = Buffer.byteLength(JSON.stringify(endpointsOf(webhooks, () => ANY_QUEUE_URL)));
  if (webhooks.length <= MOST_ENDPOINTS && bytes > MOST_BYTES)
    faults.push(
      `webhooks must be shorter: names, URLs and parameters have ${bytes - MOST_BYTES} bytes too many for a function's environment`,
    );
  return faults;
}

function faultsOfEndpoint(
  { name, url, events, secretParameter, concurrency = 5, loopback }: WebhookConfig,
  runsOn: 'lambda' | 'this',
): string[] {
  const faults: string[] = [];
  const check = (ok: boolean, fault: string) => ok || faults.push(`webhooks: ${fault}`);
  check(
    /^[a-z](?:-?[a-z0-9]){0,19}$/.test(name) && name.length <= 20,
    `the name "${name}" must be 1 to 20 of a-z, 0-9 and single dashes, and begin with a letter`,
  );
  const fault = loopback ? faultOfLoopback(url, runsOn) : faultOfUrl(url);
  check(!fault, `the url of "${name}" ${fault}`);
  if (events) {
    check(events.length > 0, `the events of "${name}" must be at least one; left out, they are all`);
    for (const event of events)
      check(EVENT_TYPES.includes(event), `the events of "${name}": there is no "${event}"`);
    check(new Set(events).size === events.length, `the events of "${name}" must not be named twice`);
  }
  check(isParameterName(secretParameter), `the secretParameter of "${name}" must be ${PARAMETER_NAME}`);
  check(
    Number.isInteger(concurrency) && concurrency >= 2 && concurrency <= 100,
    `the concurrency of "${name}" must be a whole number from 2 to 100, not ${concurrency}`,
  );
  return faults;
}

/** What is wrong with an address on the Internet. The text itself can hold a secret, and is not told. */
function faultOfUrl(text: string): string | undefined {
  const url = plainUrl(text);
  if (!url) return `must be a URL of at most ${LONGEST_URL} characters, without user, password and fragment`;
  if (url.protocol !== 'https:') return 'must begin with https://';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return isPublic(host) ? undefined : 'must not be an address that is not public';
  return /\.[a-z]/.test(host) && !/\.(?:localhost|local|internal)\.?$/.test(host)
    ? undefined
    : 'must name a host of the Internet';
}

function faultOfLoopback(text: string, runsOn: 'lambda' | 'this'): string | undefined {
  if (runsOn === 'lambda') return 'is on this machine by its loopback, which is for the local run alone';
  const url = plainUrl(text);
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  return url?.protocol === 'http:' && (host === 'localhost' || isLoopback(host))
    ? undefined
    : 'must be http://127.0.0.1:port/… with loopback';
}

function plainUrl(text: string): URL | undefined {
  if (text.length > LONGEST_URL || !/^[\x21-\x7e]+$/.test(text) || /[#\\]/.test(text)) return undefined;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.username || url.password || !/^https?:\/\/[^/?]/i.test(text) ? undefined : url;
}
