import { describe, expect, it } from 'vitest';
import type { StageConfig } from '../../lib/stages/stages.ts';
import { faultsOfWebhooks, outputWordOf, type WebhookConfig } from '../../lib/stages/webhooks.ts';
import { refusalOf } from './refusal-of.ts';

const HOOK: WebhookConfig = {
  name: 'first',
  url: 'https://hooks.a.example/images',
  secretParameter: '/image-intake/first',
};
const hook = (changed: Partial<WebhookConfig>): Partial<StageConfig> => ({
  webhooks: [{ ...HOOK, ...changed }],
});
const hooks = (count: number, changed: Partial<WebhookConfig> = {}): WebhookConfig[] =>
  Array.from({ length: count }, (_, at) => ({ ...HOOK, ...changed, name: `hook-${at}` }));

describe('the webhooks of a stage', () => {
  it.each<[string, Partial<WebhookConfig>]>([
    ['with a port, a path and a query', { url: 'https://hooks.a.example:8443/a/b?c=d' }],
    ['at a public address', { url: 'https://8.8.8.8/' }],
    ['at a public address of IPv6', { url: 'https://[2606:4700::1111]/' }],
    ['of a domain in other letters', { url: 'https://xn--bcher-kva.example/' }],
    ['with a parameter without a path', { secretParameter: 'first_secret.v1' }],
    ['with few events', { events: ['image.ready', 'image.deleted'] }],
    ['of a long name', { name: 'a-23456789-123456789' }],
    ['that take many at once', { concurrency: 100 }],
  ])('may be %s', (_what, changed) => {
    expect(refusalOf(hook(changed))).toBe('');
  });

  it.each<[string, Partial<StageConfig>, string]>([
    ['no name', hook({ name: '' }), 'the name ""'],
    ['a name in capitals', hook({ name: 'First' }), 'the name "First"'],
    ['a name of two dashes', hook({ name: 'a--b' }), 'the name "a--b"'],
    ['a long name', hook({ name: 'a'.repeat(21) }), 'the name "aaa'],
    ['a name twice', { webhooks: [HOOK, HOOK] }, 'the name "first" twice'],
    [
      'a name that differs by a dash',
      { webhooks: [HOOK, { ...HOOK, name: 'fir-st' }] },
      'the name "fir-st" twice',
    ],
    ['plain HTTP', hook({ url: 'http://a.example/' }), 'the url of "first" must begin with https://'],
    ['another protocol', hook({ url: 'ftp://a.example/' }), 'the url of "first" must be a URL'],
    ['a user', hook({ url: 'https://me@a.example/' }), 'without user, password and fragment'],
    ['a password', hook({ url: 'https://me:pass@a.example/' }), 'without user, password and fragment'],
    ['a fragment', hook({ url: 'https://a.example/#x' }), 'without user, password and fragment'],
    ['no URL', hook({ url: 'a.example' }), 'must be a URL'],
    ['a space', hook({ url: 'https://a.example/a b' }), 'must be a URL'],
    ['a long URL', hook({ url: `https://a.example/${'a'.repeat(500)}` }), 'at most 500 characters'],
    ['this machine', hook({ url: 'https://127.0.0.1/' }), 'must not be an address that is not public'],
    ['this machine by a number', hook({ url: 'https://2130706433/' }), 'must not be an address'],
    ['a private network', hook({ url: 'https://10.1.2.3/' }), 'must not be an address'],
    ['the metadata of instances', hook({ url: 'https://169.254.169.254/' }), 'must not be an address'],
    ['IPv6’s own machine', hook({ url: 'https://[::1]/' }), 'must not be an address'],
    ['IPv4 within IPv6', hook({ url: 'https://[::ffff:10.0.0.1]/' }), 'must not be an address'],
    ['a name of this machine', hook({ url: 'https://localhost/' }), 'must name a host of the Internet'],
    ['a name of a network', hook({ url: 'https://hooks.internal/' }), 'must name a host of the Internet'],
    [
      'loopback on AWS',
      hook({ url: 'http://127.0.0.1:4000/', loopback: true }),
      'which is for the local run alone',
    ],
    ['no event', hook({ events: [] }), 'the events of "first" must be at least one'],
    ['an unknown event', hook({ events: ['image.lost' as never] }), 'there is no "image.lost"'],
    ['an event twice', hook({ events: ['image.ready', 'image.ready'] }), 'must not be named twice'],
    ['no parameter', hook({ secretParameter: '' }), 'the secretParameter of "first"'],
    ['a parameter of AWS’s own', hook({ secretParameter: '/aws/a' }), 'the secretParameter of "first"'],
    ['a path without its root', hook({ secretParameter: 'a/b' }), 'the secretParameter of "first"'],
    ['all parameters of a path', hook({ secretParameter: '/a/*' }), 'the secretParameter of "first"'],
    ['an ARN', hook({ secretParameter: 'arn:aws:ssm:x:1:parameter/a' }), 'the secretParameter of "first"'],
    ['the secret itself', hook({ secretParameter: `whsec_${'A'.repeat(32)}=` }), 'the secretParameter'],
    ['one at a time', hook({ concurrency: 1 }), 'the concurrency of "first"'],
    ['hundreds at a time', hook({ concurrency: 101 }), 'the concurrency of "first"'],
    ['eleven endpoints', { webhooks: hooks(11) }, 'webhooks must be at most 10'],
    [
      'more than a function’s environment takes',
      { webhooks: hooks(10, { url: `https://a.example/${'a'.repeat(160)}` }) },
      'bytes too many for a function’s environment'.replace('’', "'"),
    ],
  ])('are refused for %s in one sentence that names stage and field', (_what, fault, field) => {
    const message = refusalOf(fault);
    expect(message).toMatch(/^Stage "dev" in lib\/stages\/stages\.ts: [^\n]+\.$/);
    expect(message).toContain(field);
  });

  it('do not tell a URL that is refused: it may hold a secret', () => {
    expect(refusalOf(hook({ url: 'http://me:pass@a.example/?token=private' }))).not.toMatch(/pass@|private/);
  });

  it('fit into a function’s environment where ten are of usual length', () => {
    const usual = {
      url: `https://hooks.a.example/${'a'.repeat(80)}`,
      secretParameter: `/image-intake/${'a'.repeat(15)}`,
    };
    expect(faultsOfWebhooks(hooks(10, usual), 'lambda')).toEqual([]);
  });

  it.each(['http://127.0.0.1:4000/hook', 'http://localhost:4000', 'http://[::1]:4000/?a=b'])(
    'may be on this machine in the local run: %s',
    (url) => {
      expect(faultsOfWebhooks([{ ...HOOK, url, loopback: true }], 'this')).toEqual([]);
    },
  );

  it.each(['http://8.8.8.8/', 'http://10.0.0.1/', 'https://127.0.0.1/', 'http://a.example/', 'x'])(
    'must be on this machine where they say so: %s',
    (url) => {
      expect(faultsOfWebhooks([{ ...HOOK, url, loopback: true }], 'this')).toHaveLength(1);
    },
  );
});

it.each([
  ['first', 'First'],
  ['hook-1', 'Hook1'],
  ['a-bc-d', 'ABcD'],
])('the outputs name the endpoint %s by %s', (name, word) => {
  expect(outputWordOf(name)).toBe(word);
});
