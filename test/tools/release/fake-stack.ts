export interface FakeFunction {
  live: number;
  incoming?: number;
  /** Published, and not deleted. */
  versions: Set<number>;
  /** Where CloudFormation takes `live` to be: a version that it published, or a number in the template. */
  believed: number | { literal: number };
}

const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function';
/** What CloudFormation lists of a stack with these functions. */
export function stackResources(functions: Record<string, FakeFunction>) {
  return Object.entries(functions).flatMap(([name, { believed }]) => [
    resource('AWS::CodeDeploy::Application', `${name}Application`, `${name}-application`),
    resource('AWS::CodeDeploy::DeploymentGroup', `${name}Group`, `${name}-group`),
    resource('AWS::Lambda::Function', name, name),
    resource('AWS::Lambda::Alias', `${name}Live`, `${ARN}:${name}:live`),
    ...(typeof believed === 'number'
      ? [resource('AWS::Lambda::Version', `${name}Version`, `${ARN}:${name}:${believed}`)]
      : []),
    // What the deployment before left behind.
    {
      ...resource('AWS::Lambda::Version', `${name}Version`, `${ARN}:${name}:1`),
      ResourceStatus: 'DELETE_SKIPPED',
    },
  ]);
}

/** The resources of the stack's template, as far as rollback and history read it. */
export function stackTemplate(functions: Record<string, FakeFunction>) {
  return Object.fromEntries(
    Object.entries(functions).map(([name, { believed }]) => [
      `${name}Live`,
      {
        Type: 'AWS::Lambda::Alias',
        Properties: {
          Name: 'live',
          FunctionVersion:
            typeof believed === 'number'
              ? { 'Fn::GetAtt': [`${name}Version`, 'Version'] }
              : String(believed.literal),
        },
        UpdatePolicy: { CodeDeployLambdaAliasUpdate: { DeploymentGroupName: { Ref: `${name}Group` } } },
      },
    ]),
  );
}

const resource = (ResourceType: string, LogicalResourceId: string, PhysicalResourceId: string) => ({
  ResourceType,
  LogicalResourceId,
  PhysicalResourceId,
  ResourceStatus: 'UPDATE_COMPLETE',
});
