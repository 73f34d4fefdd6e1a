import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { believedVersions } from './believed-versions.ts';
import { type Versions, withRelease } from './history.ts';
import { changeHistory } from './history-store.ts';
import { readLive, readStack } from './stage-stack.ts';

export interface RecordClients {
  cloudFormation: CloudFormationClient;
  lambda: LambdaClient;
  ssm: SSMClient;
}

/**
 * Adds what runs to the good releases of a stage, as `release`. Doing it twice changes nothing.
 * @throws Error when something else runs than CloudFormation deployed last: the release was taken back meanwhile, or
 * never took over
 */
export async function recordRelease(
  stage: string,
  release: string,
  { cloudFormation, lambda, ssm }: RecordClients,
  at = new Date(),
): Promise<Versions> {
  const stack = await readStack(cloudFormation, stage);
  // At rest it may be recorded: after a failed release, one that puts the code back changes nothing, and that is it.
  if (/ROLLBACK_(?!COMPLETE$)/.test(stack.status))
    throw new Error(
      `Release ${release} does not run: the last deployment of ${stage} is being taken back (${stack.status}). It is not recorded.`,
    );
  const live = await readLive(lambda, stack);
  const { published } = await believedVersions(cloudFormation, stack);
  const versions: Record<string, number> = {};
  for (const [functionName, { version, incoming }] of live) {
    const deployed = published.get(functionName);
    if (deployed === undefined || version !== deployed || incoming !== undefined)
      throw new Error(
        `Release ${release} does not run: live of ${functionName} calls version ${incoming ?? version}, and the deployed template ${deployed ? `published ${deployed}` : 'holds it there since a rollback'}. It is not recorded.`,
      );
    versions[functionName] = version;
  }
  await changeHistory(ssm, stage, (history) =>
    withRelease(history, { release, at: at.toISOString(), versions }),
  );
  return versions;
}
