import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { DeliverySettings } from '../../../lambdas/shared/delivery/settings.ts';

/** What delivers images, as the functions of the API see it. */
export interface Delivery {
  readonly distribution: IDistribution;
  readonly settings: DeliverySettings;
}
