import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../lib/app.ts';
import { type StageConfig, stages } from '../../lib/stages/stages.ts';
import { validateStage } from '../../lib/stages/validate-stage.ts';
import { refusalOf } from './refusal-of.ts';

const good = stages.dev!;
const CERTIFICATE = `arn:aws:acm:eu-central-1:${'1'.repeat(12)}:certificate/0`;
const PAGE_DOMAIN = {
  name: 'page.a.example',
  certificateArn: CERTIFICATE.replace('eu-central-1', 'us-east-1'),
};

const envIn = (region: string) => ({ account: '1'.repeat(12), region });

describe('validateStage', () => {
  it.each(Object.entries(stages))('accepts %s', (name, config) => {
    expect(() => validateStage(name, config)).not.toThrow();
  });

  it.each<[string, Partial<StageConfig>, string]>([
    ['a rate of zero', { throttle: { ratePerSecond: 0, burst: 1 } }, 'throttle.ratePerSecond'],
    ['half a request', { throttle: { ratePerSecond: 1.5, burst: 5 } }, 'throttle.ratePerSecond'],
    ['a burst beyond API Gateway’s', { throttle: { ratePerSecond: 1, burst: 5001 } }, 'throttle.burst'],
    [
      'a quota under the throttle',
      { quotaPerDay: 99 },
      'quotaPerDay (99) must not be under throttle.burst (100)',
    ],
    ['no origin', { allowedOrigins: [] }, 'allowedOrigins'],
    [
      'an origin with a path',
      { allowedOrigins: ['https://a.example/b'] },
      '"https://a.example/b" is no origin',
    ],
    [
      'an origin with a slash',
      { allowedOrigins: ['https://a.example/'] },
      '"https://a.example/" is no origin',
    ],
    ['an origin without scheme', { allowedOrigins: ['a.example'] }, '"a.example" is no origin'],
    ['any origin beside one', { allowedOrigins: ['*', 'https://a.example'] }, '"*" must stand alone'],
    ['any header', { allowedHeaders: ['*'] }, 'allowedHeaders: "*" must be the whole name of a header'],
    ['a pattern of headers', { allowedHeaders: ['x-*'] }, 'allowedHeaders: "x-*"'],
    ['an empty header', { allowedHeaders: [''] }, 'allowedHeaders: ""'],
    ['two headers in one', { allowedHeaders: ['a, b'] }, 'allowedHeaders: "a, b"'],
    ['a header with a quote', { allowedHeaders: ["a'b"] }, 'allowedHeaders: "a\'b"'],
    ['a header in upper case', { allowedHeaders: ['X-A'] }, 'allowedHeaders: "X-A"'],
    ['a header that S3 obeys', { allowedHeaders: ['x-amz-acl'] }, 'allowedHeaders: "x-amz-acl"'],
    ['a header twice', { allowedHeaders: ['a', 'a'] }, 'allowedHeaders must not name a header twice'],
    [
      'hundreds of headers',
      { allowedHeaders: Array.from({ length: 51 }, (_, at) => `x-${at}`) },
      'allowedHeaders must name at most 50 headers',
    ],
    ['no type', { allowedTypes: [] }, 'allowedTypes'],
    ['an unknown type', { allowedTypes: ['image/svg+xml' as never] }, 'allowedTypes: "image/svg+xml"'],
    ['bytes beyond one PUT', { maxUploadBytes: 5 * 2 ** 30 + 1 }, 'maxUploadBytes'],
    ['no pixels', { maxPixels: 0 }, 'maxPixels'],
    ['URLs of a second', { urlExpiresSeconds: 1 }, 'urlExpiresSeconds'],
    ['URLs that outlive a role’s session', { urlExpiresSeconds: 43_201 }, 'urlExpiresSeconds'],
    ['no days to upload', { pendingDays: 0 }, 'pendingDays'],
    ['no days to restore', { restoreDays: 0 }, 'restoreDays'],
    ['no shard', { feedShards: 0 }, 'feedShards'],
    ['fewer inspectors than SQS allows', { inspectorConcurrency: 1 }, 'inspectorConcurrency'],
    ['no patience', { apiP99Ms: 0 }, 'apiP99Ms'],
    ['a firewall that blocks all', { firewall: { requestsPer5Minutes: 9 } }, 'firewall.requestsPer5Minutes'],
    ['no API key', { apiKeys: [] }, 'apiKeys must name at least one'],
    ['a key twice', { apiKeys: ['a', 'a'] }, 'apiKeys must not name a key twice'],
    ['a key with a dash', { apiKeys: ['a-b'] }, 'apiKeys: "a-b"'],
    ['a tag of the service’s own', { tags: { stage: 'x' } }, 'tags: "stage"'],
    ['a tag of AWS’s own', { tags: { 'aws:x': 'y' } }, 'tags: "aws:x"'],
    ['a tag without a name', { tags: { '': '' } }, 'tags: ""'],
    ['a tag with a forbidden sign', { tags: { team: 'a<b' } }, 'tags: "team"'],
    ['an account that is none', { env: { account: '1', region: 'eu-west-1' } }, 'env.account'],
    ['a region that is none', { env: { account: '1'.repeat(12), region: 'Europe' } }, 'env.region'],
    ['a domain with a path', { domain: { name: 'a.example/b', certificateArn: CERTIFICATE } }, 'domain.name'],
    ['a domain without certificate', { domain: { name: 'a.example' } as never }, 'domain.certificateArn'],
    [
      'a page whose certificate CloudFront cannot use',
      { web: { domain: { name: 'a.example', certificateArn: CERTIFICATE } } },
      'web.domain.certificateArn',
    ],
    [
      'a page whose origin is not allowed',
      { web: { domain: PAGE_DOMAIN }, allowedOrigins: ['https://other.example'] },
      "allowedOrigins must name the page's own origin, https://page.a.example",
    ],
    ['a page of no host', { web: { domain: { ...PAGE_DOMAIN, name: 'a b' } } }, 'web.domain.name'],
    ['fewer thumbnailers than SQS allows', { thumbnailerConcurrency: 1 }, 'thumbnailerConcurrency'],
    ['an address that is none', { alarmEmail: 'ops' }, 'alarmEmail'],
    ['a bus by its name', { eventBus: 'images' as never }, 'eventBus must be false, "default", or the ARN'],
    ['an ARN of no bus', { eventBus: 'arn:aws:sqs:eu-central-1:111111111111:a' }, 'eventBus must be'],
    [
      'a bus of another region',
      { env: envIn('eu-central-1'), eventBus: 'arn:aws:events:us-east-1:111111111111:event-bus/a' },
      'eventBus must be in the stage’s region',
    ],
    [
      'a domain whose certificate is of another region',
      { env: envIn('eu-west-1'), domain: { name: 'a.example', certificateArn: CERTIFICATE } },
      'domain.certificateArn must be of env.region eu-west-1, not of eu-central-1',
    ],
    [
      'a page whose certificate is of another partition',
      {
        web: {
          domain: {
            ...PAGE_DOMAIN,
            certificateArn: CERTIFICATE.replace('aws:acm:eu-central', 'aws-cn:acm:us-east'),
          },
        },
      },
      'web.domain.certificateArn must be the ARN of an ACM certificate of us-east-1',
    ],
    ['not a number', { maxPixels: Number.NaN }, 'maxPixels must be a whole number'],
  ])('refuses %s in one sentence that names stage and field', (_what, fault, field) => {
    const message = refusalOf(fault);
    expect(message).toMatch(/^Stage "dev" in lib\/stages\/stages\.ts: [^\n]+\.$/);
    expect(message).toContain(field);
  });

  it('accepts every optional field', () => {
    const full: StageConfig = {
      ...good,
      env: envIn('eu-central-1'),
      domain: { name: 'images.a.example', certificateArn: CERTIFICATE },
      web: { domain: PAGE_DOMAIN },
      allowedOrigins: ['https://page.a.example'],
      allowedHeaders: ['x-client-version', 'authorization'],
      alarmEmail: 'ops@a.example',
      apiKeys: ['a', 'b2'],
      tags: { 'cost-center': '42 / ä' },
      firewall: { requestsPer5Minutes: 10 },
      canary: 'canary-10-percent-15-minutes',
      releaseDespiteAlarms: true,
    };
    expect(() => validateStage('x', full)).not.toThrow();
  });

  it('names every fault at once', () => {
    expect(() => validateStage('dev', { ...good, feedShards: 0, pendingDays: 0 })).toThrow(
      /pendingDays .*; feedShards /,
    );
  });

  it.each(['', 'Prod', '1st', 'a_b', 'x'.repeat(21)])('refuses "%s" as a stage’s name', (name) => {
    expect(() => validateStage(name, good)).toThrow('its name must be');
  });
});

describe('docs/stages.md', () => {
  const page = readFileSync('docs/stages.md', 'utf8');
  const optional = ['env', 'domain', 'alarmEmail', 'releaseDespiteAlarms'] satisfies (keyof StageConfig)[];

  it.each([...Object.keys(good), ...optional])('explains the field %s', (field) => {
    expect(page).toMatch(new RegExp(`^\\| \`${field}\` \\|`, 'm'));
  });

  it('explains none that does not exist', () => {
    const explained = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field);
    expect(explained.sort()).toEqual([...Object.keys(good), ...optional].sort());
  });
});

describe('createApp', () => {
  it('refuses a stage that does not exist, and tells the ones that do', () => {
    expect(() => createApp({ only: 'production' })).toThrow(
      'There is no stage "production" in lib/stages/stages.ts; known: dev, staging, prod.',
    );
  });

  it('checks the stages that it synthesizes before it builds anything', () => {
    expect(() => createApp({ only: 'x', stages: { x: { ...good, pendingDays: 0 } } })).toThrow(
      'Stage "x" in lib/stages/stages.ts: pendingDays must be',
    );
  });

  it('knows no stage by an inherited name', () => {
    expect(() => createApp({ only: 'constructor' })).toThrow('There is no stage "constructor"');
  });
});
