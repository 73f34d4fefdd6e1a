import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { StageConfig } from './stages.ts';

const retention: Record<StageConfig['logRetentionDays'], RetentionDays> = {
  1: RetentionDays.ONE_DAY,
  7: RetentionDays.ONE_WEEK,
  14: RetentionDays.TWO_WEEKS,
  30: RetentionDays.ONE_MONTH,
  90: RetentionDays.THREE_MONTHS,
  365: RetentionDays.ONE_YEAR,
};

export const retentionOf = (config: StageConfig): RetentionDays => retention[config.logRetentionDays];

export const removalOf = (config: StageConfig): RemovalPolicy =>
  config.data === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
