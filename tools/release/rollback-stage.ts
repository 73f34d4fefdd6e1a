import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  GetAliasCommand,
  type LambdaClient,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';

export interface Rollback {
  functionName: string;
  from: number;
  to: number;
}

/** The outputs of the API stack that name the functions. */
const FUNCTION_OUTPUTS = ['MetadataApiName', 'ImageInspectorName', 'ThumbnailerName'];
const LIVE = { Name: 'live' };

/**
 * Points `live` of every function of a stage at the version published before the one it calls now. Nothing is
 * changed unless each function has one.
 * @throws Error when the stage is not deployed, or a function has no earlier version
 */
export async function rollBack(
  stage: string,
  { cloudFormation, lambda }: { cloudFormation: CloudFormationClient; lambda: LambdaClient },
): Promise<Rollback[]> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: `${stage}-api` }));
  const outputs = Stacks?.[0]?.Outputs ?? [];
  const plan: Rollback[] = [];
  for (const key of FUNCTION_OUTPUTS) {
    const functionName = outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    if (!functionName) throw new Error(`The stack ${stage}-api has no output ${key}.`);
    plan.push({ functionName, ...(await previousVersion(lambda, functionName)) });
  }
  for (const { functionName, to } of plan) {
    await lambda.send(
      new UpdateAliasCommand({
        FunctionName: functionName,
        ...LIVE,
        FunctionVersion: String(to),
        // Ends a release under way: no share of the calls goes to a second version.
        RoutingConfig: { AdditionalVersionWeights: {} },
      }),
    );
  }
  return plan;
}

async function previousVersion(
  lambda: LambdaClient,
  functionName: string,
): Promise<{ from: number; to: number }> {
  const alias = await lambda.send(new GetAliasCommand({ FunctionName: functionName, ...LIVE }));
  const called = Number(alias.FunctionVersion);
  // A release under way: `live` still names the old version, and gives the new one a share.
  const [incoming] = Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  if (incoming !== undefined) return { from: Number(incoming), to: called };

  const versions: number[] = [];
  for await (const page of paginateListVersionsByFunction({ client: lambda }, { FunctionName: functionName }))
    for (const { Version } of page.Versions ?? []) versions.push(Number(Version));
  // `$LATEST` is not a number, and compares as false.
  const to = Math.max(...versions.filter((version) => version < called));
  if (!Number.isFinite(to)) throw new Error(`${functionName} has no version before ${called}.`);
  return { from: called, to };
}
