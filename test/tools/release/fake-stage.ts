import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import {
  CodeDeployClient,
  ListDeploymentGroupsCommand,
  ListDeploymentsCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ResourceNotFoundException,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { type FakeFunction, stackResources, stackTemplate } from './fake-stack.ts';

const notFound = { $metadata: {}, message: 'not found' };

/** The stage `prod` as AWS would show it: its API stack, functions, deployments under way, and parameters. */
export class FakeStage {
  readonly functions: Record<string, FakeFunction> = {};
  status: StackStatus = 'UPDATE_COMPLETE';
  /** Ids of CodeDeploy deployments under way, by the name of their group. */
  readonly deployments: Record<string, string[]> = {};
  /** All versions of the parameter, oldest first. */
  readonly parameter: string[] = [];
  /** Every call so far: the command and its input. */
  calls: [command: string, input: unknown][] = [];
  /** What AWS does by itself while somebody waits. */
  meanwhile: (() => void)[] = [];
  readonly clients = {
    cloudFormation: new CloudFormationClient({}),
    codeDeploy: new CodeDeployClient({}),
    lambda: new LambdaClient({}),
    ssm: new SSMClient({}),
  };
  readonly wait = async () => this.meanwhile.shift()?.();
  readonly mocks = {
    cloudFormation: mockClient(this.clients.cloudFormation),
    codeDeploy: mockClient(this.clients.codeDeploy),
    lambda: mockClient(this.clients.lambda),
    ssm: mockClient(this.clients.ssm),
  };

  constructor(
    functions: Record<string, { live: number; incoming?: number; versions: number[] }>,
    history?: string,
  ) {
    for (const [name, { versions, ...alias }] of Object.entries(functions))
      this.functions[name] = {
        ...alias,
        versions: new Set(versions),
        believed: alias.incoming ?? alias.live,
      };
    if (history !== undefined) this.parameter.push(history);
    this.answerCloudFormation();
    this.answerCodeDeploy();
    this.answerLambda();
    this.answerParameters();
  }

  inputsOf(command: string): unknown[] {
    return this.calls.filter(([name]) => name === command).map(([, input]) => input);
  }

  get live(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.functions).map(([name, { live }]) => [name, live]));
  }

  private noted<Input, Output>(
    command: string,
    answer: (input: Input) => Output,
  ): (input: Input) => Promise<Output> {
    return async (input) => {
      this.calls.push([command, structuredClone(input)]);
      return answer(input);
    };
  }

  private answerCloudFormation(): void {
    const { cloudFormation } = this.mocks;
    cloudFormation.on(DescribeStacksCommand).callsFake(
      this.noted('DescribeStacks', () => ({
        Stacks: [
          { StackName: 'prod-api', StackStatus: this.status, Tags: [{ Key: 'stage', Value: 'prod' }] },
        ],
      })),
    );
    cloudFormation.on(ListStackResourcesCommand).callsFake(
      this.noted('ListStackResources', ({ NextToken }: { NextToken?: string }) => {
        // Two pages, as soon as there is more than one thing.
        const all = stackResources(this.functions);
        return NextToken
          ? { StackResourceSummaries: all.slice(1) }
          : { StackResourceSummaries: all.slice(0, 1), NextToken: 'more' };
      }),
    );
    cloudFormation.on(GetTemplateCommand).callsFake(
      this.noted('GetTemplate', () => ({
        TemplateBody: JSON.stringify({ Resources: stackTemplate(this.functions) }),
      })),
    );
    cloudFormation.on(CancelUpdateStackCommand).callsFake(
      this.noted('CancelUpdateStack', () => {
        if (this.status !== 'UPDATE_IN_PROGRESS')
          throw Object.assign(new Error('CancelUpdateStack cannot be called from current stack status'), {
            name: 'ValidationError',
          });
        this.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
        this.meanwhile.push(() => {
          this.status = 'UPDATE_ROLLBACK_COMPLETE';
        });
        return {};
      }),
    );
  }

  private answerCodeDeploy(): void {
    const { codeDeploy } = this.mocks;
    codeDeploy.on(ListDeploymentGroupsCommand).callsFake(
      this.noted('ListDeploymentGroups', ({ applicationName }: { applicationName: string }) => ({
        deploymentGroups: [applicationName.replace('application', 'group')],
      })),
    );
    codeDeploy.on(ListDeploymentsCommand).callsFake(
      this.noted('ListDeployments', (input: { deploymentGroupName: string }) => ({
        deployments: this.deployments[input.deploymentGroupName] ?? [],
      })),
    );
    codeDeploy.on(StopDeploymentCommand).callsFake(
      this.noted('StopDeployment', ({ deploymentId }: { deploymentId: string }) => {
        for (const [group, ids] of Object.entries(this.deployments)) {
          if (!ids.includes(deploymentId)) continue;
          // CodeDeploy takes the alias back by itself, a moment later.
          this.meanwhile.push(() => {
            delete this.deployments[group];
            delete this.functions[group.replace('-group', '')]!.incoming;
          });
        }
        return { status: 'Pending' };
      }),
    );
  }

  private answerLambda(): void {
    const { lambda } = this.mocks;
    lambda.on(GetAliasCommand).callsFake(
      this.noted('GetAlias', ({ FunctionName }: { FunctionName: string }) => {
        const { live, incoming } = this.functions[FunctionName]!;
        return {
          FunctionVersion: String(live),
          RoutingConfig: { AdditionalVersionWeights: incoming === undefined ? {} : { [incoming]: 0.1 } },
        };
      }),
    );
    lambda.on(GetFunctionConfigurationCommand).callsFake(
      this.noted('GetFunctionConfiguration', (input: { FunctionName: string; Qualifier: string }) => {
        if (!this.functions[input.FunctionName]!.versions.has(Number(input.Qualifier)))
          throw new ResourceNotFoundException(notFound);
        return {};
      }),
    );
    lambda.on(UpdateAliasCommand).callsFake(
      this.noted('UpdateAlias', (input: { FunctionName: string; FunctionVersion: string }) => {
        const updated = this.functions[input.FunctionName]!;
        updated.live = Number(input.FunctionVersion);
        delete updated.incoming;
        return {};
      }),
    );
  }

  private answerParameters(): void {
    const { ssm } = this.mocks;
    ssm.on(GetParameterCommand).callsFake(
      this.noted('GetParameter', ({ Name }: { Name: string }) => {
        const [, version = String(this.parameter.length)] = Name.split(':');
        const Value = this.parameter[Number(version) - 1];
        if (Value === undefined) throw new ParameterNotFound(notFound);
        return { Parameter: { Value, Version: Number(version) } };
      }),
    );
    ssm.on(PutParameterCommand).callsFake(
      this.noted('PutParameter', ({ Value }: { Value: string }) => ({
        Version: this.parameter.push(Value),
      })),
    );
  }
}
