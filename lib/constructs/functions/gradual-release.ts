import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge } from '../../review/acknowledge.ts';
import { deploymentOf } from '../../stages/cdk-values.ts';
import type { CanaryName } from '../../stages/stages.ts';

export interface GradualReleaseProps {
  live: Alias;
  canary: CanaryName;
  /** Those of the whole release: what one function breaks may ring in another, and all are taken back together. */
  alarms: Alarm[];
  /** Shifts although alarms ring: for the release that mends what they ring for. */
  ignoreAlarms: boolean;
}

/** Shifts an alias to a new version in steps, and back when an alarm of the release rings. */
export class GradualRelease extends Construct {
  constructor(scope: Construct, id: string, { live, canary, alarms, ignoreAlarms }: GradualReleaseProps) {
    super(scope, id);
    const group = new LambdaDeploymentGroup(this, 'Group', {
      application: new LambdaApplication(this, 'Application'),
      alias: live,
      deploymentConfig: deploymentOf(canary),
      autoRollback: { deploymentInAlarm: true, failedDeployment: true, stoppedDeployment: true },
      alarms,
      ignoreAlarmConfiguration: ignoreAlarms,
      // A shift that nobody can watch is stopped.
      ignorePollAlarmsFailure: false,
    });
    // The alarms must look at the new versions, and the group at the alarms, before the first request is shifted. The
    // alias names its group in its update policy alone, which no page says to be a dependency.
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html#cfn-attributes-updatepolicy-codedeploylambdaaliasupdate
    live.node.defaultChild!.node.addDependency(group, ...alarms);
    acknowledge(group.role, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]':
        "AWS's policy of what CodeDeploy needs to shift an alias; it grows with the service.",
    });
  }
}
