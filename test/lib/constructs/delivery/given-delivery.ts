import type { Template } from 'aws-cdk-lib/assertions';
import type { DeliveryConfig } from '../../../../lib/stages/delivery.ts';
import { type StageConfig, stages } from '../../../../lib/stages/stages.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../../support/synthesized.ts';
import { SIGNED } from '../../delivery-keys.ts';

/** The stacks of a stage that delivers. */
export const stacksOf = (delivery: false | Partial<DeliveryConfig>, more: Partial<StageConfig> = {}) =>
  templatesOf(
    synthesize('trial', {
      stages: { trial: { ...stages.dev!, delivery: delivery && { ...SIGNED, ...delivery }, ...more } },
    }),
  );
export const distributionOf = (stack: Template) =>
  theOnly(stack, 'AWS::CloudFront::Distribution').Properties.DistributionConfig;
/** The resource of a public key, by its id. */
export const keyOf = (stack: Template, { publicKeyPem }: { publicKeyPem: string }) =>
  resourcesOf(stack, 'AWS::CloudFront::PublicKey').find(
    ([, { Properties }]) => Properties.PublicKeyConfig.EncodedKey === publicKeyPem,
  )!;

export const DOMAIN = {
  name: 'images.a.example',
  certificateArn: `arn:aws:acm:us-east-1:${'1'.repeat(12)}:certificate/0`,
};
