import { Aws, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The dimension `service` of the functions' metrics: stages that share an account do not mix. */
export const serviceNameOf = (scope: Construct): string => `image-intake-${Stage.of(scope)?.stageName}`;

/**
 * A name for what an account has once for all regions: CloudFront's policies and CloudWatch's dashboards. The same stage
 * may be in two regions of one account, and CDK's own names do not tell these apart.
 */
export const globalNameOf = (scope: Construct): string => `${serviceNameOf(scope)}-${Aws.REGION}`;
