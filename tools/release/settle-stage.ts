import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { believedVersions, type DeployedTemplate } from './believed-versions.ts';
import { findStack, readLive } from './stage-stack.ts';

/** What a deployment of the stack says beside its template; properties of a CDK stack. */
export interface SettledStack {
  stackName: string;
  tags: Record<string, string>;
  terminationProtection: boolean;
  env?: { account: string; region: string };
}

export interface Settlement {
  /** Aliases that are elsewhere than CloudFormation believes. */
  moved: { functionName: string; believed: number; live: number }[];
  stack: SettledStack;
  template: DeployedTemplate;
}

/**
 * A rollback moves `live` without CloudFormation. Until it is told, CodeDeploy refuses every further release ("The
 * Lambda function alias version does not match the current version in AppSpec file"), and CloudFormation, putting a
 * failed one back, would put the bad version back.
 * @returns the deployed template with `live` where it is, to be deployed; undefined when both agree
 */
export async function settle(
  stage: string,
  { cloudFormation, lambda }: { cloudFormation: CloudFormationClient; lambda: LambdaClient },
): Promise<Settlement | undefined> {
  const stack = await findStack(cloudFormation, stage);
  if (!stack || stack.functions.length === 0) return undefined;
  const live = await readLive(lambda, stack);
  const { template, believed } = await believedVersions(cloudFormation, stack);
  const moved = [...live]
    .map(([functionName, { version }]) => ({
      functionName,
      believed: believed.get(functionName)!,
      live: version,
    }))
    .filter((alias) => alias.believed !== alias.live);
  if (moved.length === 0) return undefined;

  const Resources = { ...template.Resources };
  for (const { functionName, live: version } of moved) {
    const { aliasId } = stack.functions.find((each) => each.functionName === functionName)!;
    // Without its update policy it is updated in place, which changes nothing on Lambda; no traffic is shifted.
    const { UpdatePolicy: _, ...alias } = Resources[aliasId]!;
    Resources[aliasId] = {
      ...alias,
      Properties: { ...alias.Properties, FunctionVersion: String(version) },
    };
  }
  const tags = Object.fromEntries(stack.tags.map(({ Key, Value }) => [Key!, Value!]));
  return {
    moved,
    stack: { stackName: stack.name, tags, terminationProtection: stack.terminationProtection },
    template: { ...template, Resources },
  };
}
