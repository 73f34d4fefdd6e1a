import { CancelUpdateStackCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import {
  type CodeDeployClient,
  DeploymentAlreadyCompletedException,
  type DeploymentStatus,
  paginateListDeploymentGroups,
  paginateListDeployments,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { readStack, type StageStack } from './stage-stack.ts';

export interface StopShiftOptions {
  stage: string;
  cloudFormation: CloudFormationClient;
  codeDeploy: CodeDeployClient;
  wait(ms: number): Promise<void>;
}

const UNDER_WAY: DeploymentStatus[] = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'];
const CHANGING = ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'];
const POLL_MS = 3000;
const PATIENCE_MS = 15 * 60_000;

/**
 * Ends a release that is under way: the update of the stack, which would otherwise go on to the next function, and the
 * deployments that shift traffic. CodeDeploy then shifts back at once, and CloudFormation puts the rest back; it waits
 * for both, since both move `live`.
 * @returns true when there was one
 * @throws Error when the stage is being deployed for the first time, or does not come to rest
 */
export async function stopShift(stack: StageStack, options: StopShiftOptions): Promise<boolean> {
  const { stage, cloudFormation, codeDeploy, wait } = options;
  if (stack.status === 'CREATE_IN_PROGRESS')
    throw new Error(`${stage} is being deployed for the first time: there is nothing to go back to.`);
  let interrupted = CHANGING.includes(stack.status);
  if (stack.status === 'UPDATE_IN_PROGRESS') await cancelUpdate(cloudFormation, stack.name);
  for (const deploymentId of await deploymentsUnderWay(codeDeploy, stack)) {
    interrupted = true;
    await stop(codeDeploy, deploymentId);
  }
  if (!interrupted) return false;

  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const { status } = await readStack(cloudFormation, stage);
    const left = await deploymentsUnderWay(codeDeploy, stack);
    if (!CHANGING.includes(status) && left.length === 0) return true;
    await wait(POLL_MS);
  }
  throw new Error(
    `CloudFormation or CodeDeploy still changes ${stack.name}, ${PATIENCE_MS / 60_000} minutes after it was told to stop. Nothing else was moved: look at the stack's events, and try again when it rests.`,
  );
}

async function deploymentsUnderWay(
  client: CodeDeployClient,
  { applications }: StageStack,
): Promise<string[]> {
  const ids: string[] = [];
  for (const applicationName of applications) {
    for await (const { deploymentGroups } of paginateListDeploymentGroups({ client }, { applicationName })) {
      for (const deploymentGroupName of deploymentGroups ?? []) {
        const query = { applicationName, deploymentGroupName, includeOnlyStatuses: UNDER_WAY };
        for await (const { deployments } of paginateListDeployments({ client }, query))
          ids.push(...(deployments ?? []));
      }
    }
  }
  return ids;
}

async function stop(codeDeploy: CodeDeployClient, deploymentId: string): Promise<void> {
  try {
    await codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }));
  } catch (error) {
    if (!(error instanceof DeploymentAlreadyCompletedException)) throw error;
  }
}

/** CloudFormation refuses it once the update has ended by itself. */
async function cancelUpdate(cloudFormation: CloudFormationClient, StackName: string): Promise<void> {
  await cloudFormation.send(new CancelUpdateStackCommand({ StackName })).catch((error: Error) => {
    if (error.name !== 'ValidationError') throw error;
  });
}
