import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
  type Tag,
} from '@aws-sdk/client-cloudformation';
import { GetAliasCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Versions } from './history.ts';

/** The API stack of a stage, as CloudFormation knows it. */
export interface StageStack {
  name: string;
  status: string;
  tags: Tag[];
  terminationProtection: boolean;
  /** Functions with an alias `live`, and the alias's logical id. */
  functions: { functionName: string; aliasId: string }[];
  /** Published versions by the logical id of their resource. */
  versions: Map<string, number>;
  /** CodeDeploy applications, which shift the aliases. */
  applications: string[];
}

/** What an alias calls. */
export interface Live {
  version: number;
  /** The version that gets a share of the calls, while a release is under way. */
  incoming?: number;
}

export const LIVE = 'live';

/** @returns undefined when the stage is not deployed */
export async function findStack(
  cloudFormation: CloudFormationClient,
  stage: string,
): Promise<StageStack | undefined> {
  const name = `${stage}-api`;
  const described = await cloudFormation
    .send(new DescribeStacksCommand({ StackName: name }))
    .catch((error: Error) => {
      if (error.name === 'ValidationError' && /does not exist/.test(error.message)) return undefined;
      throw error;
    });
  const stack = described?.Stacks?.[0];
  if (!stack) return undefined;

  const found: StageStack = {
    name,
    status: stack.StackStatus!,
    tags: stack.Tags ?? [],
    terminationProtection: stack.EnableTerminationProtection ?? false,
    functions: [],
    versions: new Map(),
    applications: [],
  };
  for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName: name })) {
    for (const resource of page.StackResourceSummaries ?? []) {
      const { ResourceType, LogicalResourceId: logicalId, PhysicalResourceId: physicalId } = resource;
      // Nothing yet, or no longer.
      if (!physicalId || resource.ResourceStatus?.startsWith('DELETE')) continue;
      if (ResourceType === 'AWS::CodeDeploy::Application') found.applications.push(physicalId);
      const [, functionName, qualifier] = /:function:([^:]+):([^:]+)$/.exec(physicalId) ?? [];
      if (!functionName) continue;
      if (ResourceType === 'AWS::Lambda::Version') found.versions.set(logicalId!, Number(qualifier));
      if (ResourceType === 'AWS::Lambda::Alias' && qualifier === LIVE)
        found.functions.push({ functionName, aliasId: logicalId! });
    }
  }
  return found;
}

/** @throws Error when the stage is not deployed */
export async function readStack(cloudFormation: CloudFormationClient, stage: string): Promise<StageStack> {
  const stack = await findStack(cloudFormation, stage);
  if (!stack)
    throw new Error(`${stage} is not deployed: this account and region have no stack ${stage}-api.`);
  return stack;
}

/** What `live` of every function calls, by the function's name. */
export async function readLive(lambda: LambdaClient, { functions }: StageStack): Promise<Map<string, Live>> {
  const live = new Map<string, Live>();
  for (const { functionName } of functions) {
    const alias = await lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: LIVE }));
    const [incoming] = Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
    live.set(functionName, {
      version: Number(alias.FunctionVersion),
      ...(incoming !== undefined && { incoming: Number(incoming) }),
    });
  }
  return live;
}

/** What runs: where a release is under way, that one. */
export const runningVersions = (live: Map<string, Live>): Versions =>
  Object.fromEntries([...live].map(([name, { version, incoming }]) => [name, incoming ?? version]));
