import { Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The dimension `service` of the functions' metrics: stages that share an account do not mix. */
export const serviceNameOf = (scope: Construct): string => `image-intake-${Stage.of(scope)?.stageName}`;
