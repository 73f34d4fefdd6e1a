import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../../review/acknowledge.ts';
import { deploymentOf } from '../../stages/cdk-values.ts';
import type { CanaryName } from '../../stages/stages.ts';

export interface GradualReleaseProps {
  live: Alias;
  canary: CanaryName;
  /** Milliseconds that the slowest of a hundred calls may take while a release is under way. */
  p99Ms: number;
  deadLetters: IQueue;
}

/** Shifts an alias to a new version in steps, and back when the function fails, slows down, or loses messages. */
export class GradualRelease extends Construct {
  constructor(scope: Construct, id: string, { live, canary, p99Ms, deadLetters }: GradualReleaseProps) {
    super(scope, id);
    const period = Duration.minutes(1);
    const alarm = (name: string, metric: IMetric, threshold: number, description: string) =>
      new Alarm(this, name, {
        metric,
        threshold,
        alarmDescription: `${description} A release under way is rolled back.`,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
    // Growth, not presence: messages that rest there already must not stop the release that mends them.
    const newDeadLetters = new MathExpression({
      expression: 'DIFF(resting)',
      usingMetrics: {
        resting: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
      },
      period,
      label: 'new dead letters',
    });
    const group = new LambdaDeploymentGroup(this, 'Group', {
      application: new LambdaApplication(this, 'Application'),
      alias: live,
      deploymentConfig: deploymentOf(canary),
      autoRollback: { deploymentInAlarm: true, failedDeployment: true, stoppedDeployment: true },
      alarms: [
        alarm('Errors', live.metricErrors({ period }), 0, 'The function failed.'),
        alarm('Latency', live.metricDuration({ period, statistic: 'p99' }), p99Ms, 'The function is slow.'),
        alarm('DeadLetters', newDeadLetters, 0, 'Uploads ended as dead letters.'),
      ],
    });
    acknowledge(group.role, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]':
        "AWS's policy of what CodeDeploy needs to shift an alias; it grows with the service.",
    });
  }
}
