import { RemovalPolicy } from 'aws-cdk-lib';
import { type ILambdaDeploymentConfig, LambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { CanaryName, StageConfig } from './stages.ts';

const retention: Record<StageConfig['logRetentionDays'], RetentionDays> = {
  1: RetentionDays.ONE_DAY,
  7: RetentionDays.ONE_WEEK,
  14: RetentionDays.TWO_WEEKS,
  30: RetentionDays.ONE_MONTH,
  90: RetentionDays.THREE_MONTHS,
  365: RetentionDays.ONE_YEAR,
};

/** How the resources of a stage log, and what becomes of their logs. */
export interface Logging {
  retention: RetentionDays;
  removalPolicy: RemovalPolicy;
  level: StageConfig['logLevel'];
}

export const loggingOf = ({ logRetentionDays, data, logLevel }: StageConfig): Logging => ({
  retention: retention[logRetentionDays],
  removalPolicy: data === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  level: logLevel,
});

export const deploymentOf = (canary: CanaryName): ILambdaDeploymentConfig =>
  ({
    'canary-10-percent-5-minutes': LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
    'canary-10-percent-15-minutes': LambdaDeploymentConfig.CANARY_10PERCENT_15MINUTES,
    'linear-10-percent-every-minute': LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
    'linear-10-percent-every-3-minutes': LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_3MINUTES,
  })[canary];
