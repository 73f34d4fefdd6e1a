import type { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../lib/app.ts';
import { originShieldOf } from '../../lib/stages/regions.ts';
import { type StageConfig, stages } from '../../lib/stages/stages.ts';
import { validateStage } from '../../lib/stages/validate-stage.ts';
import { SIGNED } from './delivery-keys.ts';
import { refusalOf } from './refusal-of.ts';

const good = stages.dev!;
const envIn = (region: string) => ({ account: '1'.repeat(12), region });

describe('where a stage goes', () => {
  it.each(['us-gov-west-1', 'cn-northwest-1', 'us-iso-east-1', 'eusc-de-east-1'])(
    'accepts a stage without page in %s',
    (region) => expect(() => validateStage('x', { ...good, env: envIn(region), web: false })).not.toThrow(),
  );

  it.each<[string, Partial<StageConfig>, string]>([
    [
      'a page where there is no CloudFront',
      { env: envIn('us-gov-west-1') },
      'web must be false in env.region us-gov-west-1: AWS GovCloud has no CloudFront',
    ],
    [
      'a page where CloudFront is another',
      { env: envIn('cn-north-1') },
      'web must be false in env.region cn-north-1: CloudFront in China has no origin access control',
    ],
    [
      'a page in a partition that nobody has tried',
      { env: envIn('eusc-de-east-1') },
      'web must be false in env.region eusc-de-east-1: the partition aws-eusc is not known to have',
    ],
    [
      'delivery where there is no CloudFront',
      { env: envIn('us-gov-west-1'), web: false, delivery: SIGNED },
      'delivery must be false in env.region us-gov-west-1: AWS GovCloud has no CloudFront',
    ],
    [
      'delivery where CloudFront is another',
      { env: envIn('cn-north-1'), web: false, delivery: SIGNED },
      'delivery must be false in env.region cn-north-1: CloudFront in China has no origin access control',
    ],
    [
      'delivery in a partition that nobody has tried',
      { env: envIn('eusc-de-east-1'), web: false, delivery: SIGNED },
      'delivery must be false in env.region eusc-de-east-1: the partition aws-eusc is not known to have what the delivery needs',
    ],
  ])('refuses %s, and says why', (_what, fault, sentence) => {
    expect(refusalOf(fault)).toContain(sentence);
  });

  it.each([
    ['us-gov-east-1', 'AWS GovCloud has no CloudFront'],
    ['cn-north-1', 'CloudFront in China has no origin access control'],
    // Younger than this version of the CDK.
    ['cn-south-9', 'CloudFront in China has no origin access control'],
    ['eusc-fr-east-1', 'the partition aws-eusc is not known to have what the page needs'],
  ])('is an error of a stage without `env` where the deployer’s credentials lead to %s', (region, reason) => {
    const away = { ...good, env: envIn('eu-west-1') };
    const stages = { page: good, pageless: { ...good, web: false as const }, away };
    const app = createApp({ stages, deployersRegion: region, ...unbundled });
    // Of its stacks alone, so that the command line still deploys the others.
    expect(errorsOf(app)).toEqual([
      [
        'page/storage',
        expect.stringContaining(
          `web must be false in ${region}, the region of the deployer's credentials: ${reason}`,
        ),
      ],
    ]);
  });

  it('is an error of a stage that delivers, by the name of the field', () => {
    const stages = { delivering: { ...good, web: false as const, delivery: SIGNED } };
    const app = createApp({ stages, deployersRegion: 'us-gov-west-1', ...unbundled });
    expect(errorsOf(app).map(([, sentence]) => sentence)).toEqual([
      expect.stringContaining('delivery must be false in us-gov-west-1, the region of'),
    ]);
  });

  it('is no error where the credentials lead to a commercial region, or nowhere yet', () => {
    for (const deployersRegion of ['eu-west-1', undefined])
      expect(errorsOf(createApp({ only: 'dev', deployersRegion, ...unbundled }))).toEqual([]);
  });
});

describe('the Origin Shield of a stage', () => {
  it.each([
    ['eu-central-1', 'eu-central-1'],
    ['eu-north-1', undefined],
  ])('in %s is %s', (region, shield) => expect(originShieldOf({ env: envIn(region) })).toBe(shield));

  it('is none where nobody knows yet where the stage goes', () => expect(originShieldOf({})).toBeUndefined());
});

const unbundled = { context: { 'aws:cdk:bundling-stacks': [] } };

const errorsOf = (app: App) =>
  app.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === 'aws:cdk:error').map(({ data }) => [node.path, data]),
    );
