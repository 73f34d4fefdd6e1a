import { afterEach, describe, expect, it, vi } from 'vitest';
import { RELAY_ENV, RENDITIONS_ENV } from '../../lambdas/change-relay/env.ts';
import { readSettings as relaySettings } from '../../lambdas/change-relay/settings.ts';
import { INSPECTOR_ENV } from '../../lambdas/image-inspector/env.ts';
import { readSettings as inspectorSettings } from '../../lambdas/image-inspector/settings.ts';
import { DELIVERY_ENV, METADATA_API_ENV } from '../../lambdas/metadata-api/env.ts';
import { readSettings as apiSettings } from '../../lambdas/metadata-api/settings.ts';
import { CLEANER_ENV, DISTRIBUTION_ENV } from '../../lambdas/object-cleaner/env.ts';
import { readSettings as cleanerSettings } from '../../lambdas/object-cleaner/settings.ts';
import { RECONCILER_ENV } from '../../lambdas/reconciler/env.ts';
import { readSettings as reconcilerSettings } from '../../lambdas/reconciler/settings.ts';
import { RENDERER_ENV } from '../../lambdas/renderer/env.ts';
import { readSettings as rendererSettings } from '../../lambdas/renderer/settings.ts';
import { COMMON_ENV } from '../../lambdas/shared/env.ts';
import { THUMBNAILER_ENV } from '../../lambdas/thumbnailer/env.ts';
import { readSettings as thumbnailerSettings } from '../../lambdas/thumbnailer/settings.ts';
import { WEBHOOK_SENDER_ENV } from '../../lambdas/webhook-sender/env.ts';
import { readSettings as senderSettings } from '../../lambdas/webhook-sender/settings.ts';
import { RIGHT, WRONG } from './settings-values.ts';

const ALL = [...COMMON_ENV, 'AWS_REGION'];

const functions = [
  ['metadata-api', METADATA_API_ENV, apiSettings],
  ['image-inspector', INSPECTOR_ENV, inspectorSettings],
  ['thumbnailer', THUMBNAILER_ENV, thumbnailerSettings],
  ['change-relay', RELAY_ENV, relaySettings],
  ['object-cleaner', CLEANER_ENV, cleanerSettings],
  ['webhook-sender', WEBHOOK_SENDER_ENV, senderSettings],
  ['reconciler', RECONCILER_ENV, reconcilerSettings],
  ['renderer', RENDERER_ENV, rendererSettings],
] as const;

afterEach(() => vi.unstubAllEnvs());

const given = (names: readonly string[]) => {
  for (const name of [...names, ...ALL]) vi.stubEnv(name, RIGHT[name]!);
};

describe.each(functions)('%s', (_, names, readSettings) => {
  it('starts with settings that are right', () => {
    given(names);
    expect(() => readSettings()).not.toThrow();
  });

  it('says at once which variables are missing', () => {
    const all = [...names, ...ALL];
    for (const name of all) vi.stubEnv(name, undefined);
    expect(() => readSettings()).toThrow(`Missing environment variables: ${all.join(', ')}`);
  });

  it.each([...names, ...ALL].flatMap((name) => WRONG[name]!.map((value) => [name, value] as const)))(
    'does not start with %s=%j, and names it',
    (name, value) => {
      given(names);
      vi.stubEnv(name, value);
      expect(() => readSettings()).toThrow(new RegExp(`^${name} must be .*, not `));
    },
  );

  it.each(
    ['CLOUDFRONT', 'DYNAMODB', 'EVENTBRIDGE', 'S3', 'SQS', 'SSM'].flatMap((service) =>
      ['127.0.0.1:4566', 'localhost', 'ftp://a.example', 'https://a.example/base'].map((url) => [
        service,
        url,
      ]),
    ),
  )('does not start with AWS_ENDPOINT_URL_%s=%s', (service, url) => {
    given(names);
    const name = `AWS_ENDPOINT_URL_${service}`;
    vi.stubEnv(name, url);
    expect(() => readSettings()).toThrow(new RegExp(`^${name} must be `));
    vi.stubEnv(name, 'http://127.0.0.1:4566/');
    expect(() => readSettings()).not.toThrow();
    // As good as none.
    vi.stubEnv(name, '');
    expect(() => readSettings()).not.toThrow();
  });

  it.each(['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'])('does not guess what %s means', (name) => {
    given(names);
    for (const value of ['TRUE', '1', 'yes']) {
      vi.stubEnv(name, value);
      expect(() => readSettings()).toThrow(`${name} must be true or false`);
    }
    vi.stubEnv(name, 'true');
    expect(() => readSettings()).not.toThrow();
  });

  it('does not start with a FIPS endpoint and one of its own, which the SDK refuses at each call', () => {
    given(names);
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'https://a.example');
    expect(() => readSettings()).toThrow('AWS_ENDPOINT_URL_S3 must be absent with AWS_USE_FIPS_ENDPOINT');
  });
});

describe('what a stage can be without', () => {
  it.each([
    ['metadata-api', METADATA_API_ENV, DELIVERY_ENV, apiSettings, 'delivery'],
    ['change-relay', RELAY_ENV, RENDITIONS_ENV, relaySettings, 'delivers'],
    ['object-cleaner', CLEANER_ENV, DISTRIBUTION_ENV, cleanerSettings, 'distributionId'],
  ] as const)('is left out of %s, or right', (_, names, [name], readSettings, field) => {
    given(names);
    vi.stubEnv(name, undefined);
    expect((readSettings() as object as Record<string, unknown>)[field]).toBeFalsy();
    given([...names, name]);
    expect((readSettings() as object as Record<string, unknown>)[field]).toBeTruthy();
    for (const wrong of WRONG[name]!) {
      vi.stubEnv(name, wrong);
      expect(() => readSettings()).toThrow(new RegExp(`^${name} must be `));
    }
  });
});
