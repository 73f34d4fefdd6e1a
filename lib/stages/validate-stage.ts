import { isImageType } from '../../contract/image-types.ts';
import { faultsOfDelivery } from './delivery.ts';
import { faultsOfCloudFrontDomain, isHost } from './domains.ts';
import { faultsOfReconcile } from './reconcile.ts';
import { faultsOfRegion } from './regions.ts';
import type { StageConfig } from './stages.ts';
import { faultsOfUsers } from './users.ts';
import { faultsOfWebhooks } from './webhooks.ts';

/**
 * Checks a stage's settings for values that CloudFormation would refuse late, or accept to the user's harm.
 * @param runsOn - where the stage is going to run
 * @throws Error that names the stage and every bad field.
 */
export function validateStage(name: string, config: StageConfig, runsOn: 'lambda' | 'this' = 'lambda'): void {
  const faults: string[] = [];
  const check = (ok: boolean, fault: string) => ok || faults.push(fault);
  const integer = (field: string, value: number, min: number, max: number) =>
    check(
      Number.isInteger(value) && value >= min && value <= max,
      `${field} must be a whole number from ${min} to ${max}, not ${value}`,
    );

  check(
    /^[a-z][a-z0-9-]{0,19}$/.test(name),
    'its name must be 1 to 20 of a-z, 0-9 and -, and begin with a letter',
  );
  integer('throttle.ratePerSecond', config.throttle.ratePerSecond, 1, 10_000);
  integer('throttle.burst', config.throttle.burst, 1, 5_000);
  integer('quotaPerDay', config.quotaPerDay, 1, 1_000_000_000);
  check(
    config.quotaPerDay >= config.throttle.burst,
    `quotaPerDay (${config.quotaPerDay}) must not be under throttle.burst (${config.throttle.burst})`,
  );
  check(config.allowedOrigins.length > 0, 'allowedOrigins must name at least one origin');
  for (const origin of config.allowedOrigins) {
    check(
      origin === '*' || isOrigin(origin),
      `allowedOrigins: "${origin}" is no origin; write it as https://host[:port], without a path`,
    );
  }
  check(
    !config.allowedOrigins.includes('*') || config.allowedOrigins.length === 1,
    'allowedOrigins: "*" must stand alone',
  );
  check(config.allowedTypes.length > 0, 'allowedTypes must name at least one type');
  for (const type of config.allowedTypes)
    check(isImageType(type), `allowedTypes: "${type}" is not supported`);
  integer('maxUploadBytes', config.maxUploadBytes, 1, 5 * 2 ** 30);
  integer('maxPixels', config.maxPixels, 1, 2 ** 32);
  integer('urlExpiresSeconds', config.urlExpiresSeconds, 60, 43_200);
  integer('pendingDays', config.pendingDays, 1, 365);
  integer('restoreDays', config.restoreDays, 1, 3650);
  integer('feedShards', config.feedShards, 1, 64);
  integer('inspectorConcurrency', config.inspectorConcurrency, 2, 1000);
  integer('thumbnailerConcurrency', config.thumbnailerConcurrency, 2, 1000);
  integer('apiP99Ms', config.apiP99Ms, 1, 29_000);
  if (config.firewall)
    integer('firewall.requestsPer5Minutes', config.firewall.requestsPer5Minutes, 10, 1_000_000_000);
  faults.push(
    ...faultsOfHeaders(config),
    ...faultsOfKeys(config),
    ...faultsOfTags(config),
    ...faultsOfPlaces(config),
    ...faultsOfUsers(config.users, config.web, runsOn),
    ...faultsOfWebhooks(config.webhooks, runsOn),
    ...faultsOfEventBus(config),
    ...faultsOfDelivery(config.delivery, {
      domain: config.domain,
      'web.domain': config.web ? config.web.domain : undefined,
    }),
    ...faultsOfReconcile(config.reconcile, config.pendingDays),
  );
  if (faults.length === 0) faults.push(...faultsOfRegion(config));

  if (faults.length > 0) throw new Error(`Stage "${name}" in lib/stages/stages.ts: ${faults.join('; ')}.`);
}

/** As many as fit beside those of the contract into a header's 10,240 bytes, by far. */
const MAX_HEADERS = 50;

/**
 * Names of RFC 9110, section 5.1. S3 takes `*` and parts of names, API Gateway does not; and an `x-amz-` header means
 * something to S3.
 */
function faultsOfHeaders({ allowedHeaders }: StageConfig): string[] {
  const faults = allowedHeaders
    .filter((name) => !/^(?!x-amz-)[a-z0-9!#$&^_.|~-]{1,128}$/.test(name))
    .map(
      (name) =>
        `allowedHeaders: "${name}" must be the whole name of a header, in lower case, and none of x-amz-…`,
    );
  if (allowedHeaders.length > MAX_HEADERS)
    faults.push(`allowedHeaders must name at most ${MAX_HEADERS} headers`);
  if (new Set(allowedHeaders).size < allowedHeaders.length)
    faults.push('allowedHeaders must not name a header twice');
  return faults;
}

function faultsOfKeys({ apiKeys }: StageConfig): string[] {
  const faults = apiKeys
    .filter((key) => !/^[a-z][a-z0-9]{0,29}$/.test(key))
    .map((key) => `apiKeys: "${key}" must be 1 to 30 of a-z and 0-9, and begin with a letter`);
  if (apiKeys.length === 0) faults.push('apiKeys must name at least one key');
  if (new Set(apiKeys).size < apiKeys.length) faults.push('apiKeys must not name a key twice');
  return faults;
}

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
function faultsOfTags({ tags }: StageConfig): string[] {
  return Object.entries(tags).flatMap(([key, value]) => {
    if (key === 'service' || key === 'stage') return [`tags: "${key}" is set by the service itself`];
    const good = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u;
    return key.length <= 128 && value.length <= 256 && good.test(`${key}${value}`) && !/^aws:/i.test(key)
      ? []
      : [`tags: "${key}" or its value is no tag that AWS accepts`];
  });
}

function faultsOfPlaces({ env, domain, alarmEmail, ...rest }: StageConfig): string[] {
  const faults = faultsOfPage(rest);
  if (env && !/^\d{12}$/.test(env.account))
    faults.push(`env.account must be 12 digits, not "${env.account}"`);
  if (env && !/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(env.region))
    faults.push(`env.region must be a region such as eu-central-1, not "${env.region}"`);
  if (domain && !isHost(domain.name))
    faults.push(`domain.name must be a host name in lower case, not "${domain.name}"`);
  if (domain && !/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/.+$/.test(domain.certificateArn))
    faults.push(
      `domain.certificateArn must be the ARN of an ACM certificate, not "${domain.certificateArn}"`,
    );
  if (alarmEmail !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(alarmEmail))
    faults.push(`alarmEmail must be an e-mail address, not "${alarmEmail}"`);
  return faults;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
function faultsOfEventBus({ eventBus, env }: StageConfig): string[] {
  if (eventBus === false || eventBus === 'default') return [];
  const [, region] =
    /^arn:aws[a-z-]*:events:([a-z0-9-]+):\d{12}:event-bus\/[\w./-]{1,256}$/.exec(eventBus) ?? [];
  if (!region) return [`eventBus must be false, "default", or the ARN of an event bus, not "${eventBus}"`];
  return env && env.region !== region
    ? [`eventBus must be in the stage’s region, ${env.region}; rules of a bus there can pass events on`]
    : [];
}

function faultsOfPage({ web, allowedOrigins }: Pick<StageConfig, 'web' | 'allowedOrigins'>): string[] {
  if (web === false || !web.domain) return [];
  const { name } = web.domain;
  const faults = faultsOfCloudFrontDomain('web.domain', web.domain);
  if (!allowedOrigins.includes('*') && !allowedOrigins.includes(`https://${name}`))
    faults.push(`allowedOrigins must name the page's own origin, https://${name}`);
  return faults;
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}
