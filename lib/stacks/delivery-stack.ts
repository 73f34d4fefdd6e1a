import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import type { DeliverySettings } from '../../lambdas/shared/delivery/settings.ts';
import type { Delivery } from '../constructs/delivery/delivery.ts';
import { DeliveryOrigins } from '../constructs/delivery/delivery-origins.ts';
import { ImageDistribution } from '../constructs/delivery/image-distribution.ts';
import { GradualRelease } from '../constructs/functions/gradual-release.ts';
import { RendererFunction } from '../constructs/functions/renderer-function.ts';
import { ReleaseAlarms } from '../monitoring/release-alarms.ts';
import { loggingOf } from '../stages/cdk-values.ts';
import type { DeliveryConfig } from '../stages/delivery.ts';
import { originShieldOf } from '../stages/regions.ts';
import type { StageConfig } from '../stages/stages.ts';
import type { StorageStack } from './storage-stack.ts';

export interface DeliveryStackProps extends StackProps {
  config: StageConfig & { delivery: DeliveryConfig };
  storage: StorageStack;
  runsOn: 'lambda' | 'this';
}

/** Images in every width on CloudFront, and the function that draws them. */
export class DeliveryStack extends Stack implements Delivery {
  readonly renderer: RendererFunction;
  readonly distribution: IDistribution;
  readonly settings: DeliverySettings;

  constructor(scope: Construct, id: string, { config, storage, runsOn, ...stackProps }: DeliveryStackProps) {
    super(scope, id, { description: 'image-intake: images in every width', ...stackProps });
    const { delivery, canary, releaseDespiteAlarms: ignoreAlarms = false } = config;
    this.renderer = new RendererFunction(this, 'Renderer', {
      logging: loggingOf(config),
      settings: { ...delivery, maxPixels: config.maxPixels },
      storage,
      runsOn,
    });
    const origins = new DeliveryOrigins(this, 'Origins', {
      bucket: storage.images.bucket,
      renderer: this.renderer,
      originShieldRegion: originShieldOf(config),
    });
    const { origin } = origins;
    const images = new ImageDistribution(this, 'Images', { delivery, settings: config, origin });
    this.distribution = images.distribution;
    origins.allow(this.distribution);
    this.settings = this.settingsOf(delivery, images);

    if (canary) {
      const { live } = this.renderer;
      const alarms = new ReleaseAlarms(this, 'ReleaseAlarms', {
        answering: { service: this.renderer },
      });
      new GradualRelease(this, 'RendererRelease', { canary, live, alarms: alarms.all, ignoreAlarms });
    }

    const { domain } = delivery;
    const { distributionId, distributionDomainName } = this.distribution;
    new CfnOutput(this, 'DeliveryUrl', { value: this.settings.origin });
    new CfnOutput(this, 'DeliveryDistributionId', { value: distributionId });
    if (domain) new CfnOutput(this, 'DeliveryDomainTarget', { value: distributionDomainName });
    new CfnOutput(this, 'RendererName', { value: this.renderer.function.functionName });
  }

  /**
   * What the API must know. All that it may ever take from here is exported, whether it does now or not: an export cannot be
   * removed while the API of the last deployment still takes it, and the API comes after this stack.
   */
  private settingsOf(
    { domain, widths, keys }: DeliveryConfig,
    { distribution, keys: trusted }: ImageDistribution,
  ): DeliverySettings {
    this.exportValue(distribution.distributionDomainName);
    for (const { publicKeyId } of trusted?.publicKeys ?? []) this.exportValue(publicKeyId);
    const [newest, signing] = [keys.at(-1), trusted?.publicKeys.at(-1)];
    return {
      origin: `https://${domain?.name ?? distribution.distributionDomainName}`,
      widths: [...widths],
      ...(newest &&
        signing && {
          key: {
            id: signing.publicKeyId,
            publicKeyPem: newest.publicKeyPem,
            parameter: newest.secretParameter,
          },
        }),
    };
  }
}
