import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { outputsOf } from '../stage-outputs.ts';
import { type Invoke, lambdaInvoke } from './invoke.ts';

/** @throws Error with one sentence when the stage has no reconciler */
export async function findReconciler(
  stage: string,
  clients: { cloudFormation: CloudFormationClient; lambda: LambdaClient },
): Promise<Invoke> {
  const outputs = await outputsOf(clients.cloudFormation, `${stage}-api`);
  if (outputs.size === 0) throw new Error(`${stage} is not deployed in this account and region.`);
  const name = outputs.get('ReconcilerName');
  if (!name)
    throw new Error(
      `${stage} was deployed without a reconciler: its field reconcile is false, or it is of an older release.`,
    );
  return lambdaInvoke(clients.lambda, name);
}
