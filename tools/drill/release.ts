import type { Deployment } from '../../local/template/deployment.ts';

/** A deployment group of CodeDeploy, as the template declares it. */
export interface DeploymentGroup {
  name: string;
  /** `Ref`s of the alarms that stop it; none where they are ignored. */
  alarms: string[];
  /** Minutes that the shift takes. */
  minutes: number;
}

interface GroupProperties {
  AlarmConfiguration?: { Alarms?: { Name: string }[]; Enabled?: boolean };
  AutoRollbackConfiguration?: { Enabled?: boolean; Events?: string[] };
  DeploymentConfigName?: string;
}

/** The deployment groups of every stack. @throws Error that names a deployment config which the drill does not know */
export function deploymentGroups(deployment: Deployment): DeploymentGroup[] {
  return deployment
    .ofType<GroupProperties>('AWS::CodeDeploy::DeploymentGroup')
    .map(({ logicalId, properties }) => {
      const {
        AlarmConfiguration = {},
        AutoRollbackConfiguration = {},
        DeploymentConfigName = '',
      } = properties;
      const stops =
        AlarmConfiguration.Enabled === true &&
        AutoRollbackConfiguration.Enabled === true &&
        AutoRollbackConfiguration.Events?.includes('DEPLOYMENT_STOP_ON_ALARM');
      return {
        name: logicalId,
        alarms: stops ? (AlarmConfiguration.Alarms ?? []).map(({ Name }) => Name) : [],
        minutes: shiftMinutes(DeploymentConfigName),
      };
    });
}

/**
 * Minutes that a predefined configuration takes.
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
export function shiftMinutes(config: string): number {
  if (config === 'CodeDeployDefault.LambdaAllAtOnce') return 0;
  const [, kind, percent, minutes] =
    /^CodeDeployDefault\.Lambda(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes?$/.exec(config) ?? [];
  if (kind === undefined) throw new Error(`The drill does not know the deployment config ${config}.`);
  return kind === 'Canary' ? Number(minutes) : (100 / Number(percent)) * Number(minutes);
}
