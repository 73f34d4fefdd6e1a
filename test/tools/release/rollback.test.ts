import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  GetAliasCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { rollBack } from '../../../tools/release/rollback-stage.ts';

const cloudFormation = mockClient(CloudFormationClient);
const lambda = mockClient(LambdaClient);
const clients = { cloudFormation: new CloudFormationClient({}), lambda: new LambdaClient({}) };

beforeEach(() => {
  cloudFormation.reset();
  lambda.reset();
  givenOutputs({
    MetadataApiName: 'api-fn',
    ImageInspectorName: 'inspector-fn',
    ThumbnailerName: 'thumb-fn',
  });
  givenFunction('thumb-fn', { live: 2, versions: [['$LATEST', '1', '2']] });
  givenFunction('api-fn', {
    live: 7,
    versions: [
      ['$LATEST', '1', '5'],
      ['7', '8'],
    ],
  });
  givenFunction('inspector-fn', { live: 12, versions: [['$LATEST', '9', '12']] });
});

describe('rolling a stage back', () => {
  it('points `live` of every function at the version before, and ends any shift of traffic', async () => {
    expect(await rollBack('prod', clients)).toEqual([
      { functionName: 'api-fn', from: 7, to: 5 },
      { functionName: 'inspector-fn', from: 12, to: 9 },
      { functionName: 'thumb-fn', from: 2, to: 1 },
    ]);
    expect(cloudFormation.commandCalls(DescribeStacksCommand)[0]!.args[0].input).toEqual({
      StackName: 'prod-api',
    });
    const shared = { Name: 'live', RoutingConfig: { AdditionalVersionWeights: {} } };
    expect(updates()).toEqual([
      { FunctionName: 'api-fn', FunctionVersion: '5', ...shared },
      { FunctionName: 'inspector-fn', FunctionVersion: '9', ...shared },
      { FunctionName: 'thumb-fn', FunctionVersion: '1', ...shared },
    ]);
  });

  it('takes a release under way back to the version that still has most of the traffic', async () => {
    givenFunction('api-fn', { live: 7, incoming: '8', versions: [['5', '7', '8']] });
    const [api] = await rollBack('prod', clients);
    expect(api).toEqual({ functionName: 'api-fn', from: 8, to: 7 });
    expect(updates()[0]).toMatchObject({ FunctionVersion: '7' });
  });

  it('changes nothing when one function has no earlier version', async () => {
    givenFunction('inspector-fn', { live: 1, versions: [['$LATEST', '1', '2']] });
    await expect(rollBack('prod', clients)).rejects.toThrow('inspector-fn has no version before 1.');
    expect(updates()).toEqual([]);
  });

  it('says so when the stage’s stack does not name its functions', async () => {
    givenOutputs({ MetadataApiName: 'api-fn' });
    await expect(rollBack('dev', clients)).rejects.toThrow(
      'The stack dev-api has no output ImageInspectorName.',
    );
    expect(updates()).toEqual([]);
  });
});

function givenOutputs(outputs: Record<string, string>): void {
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [
      {
        StackName: 'x',
        CreationTime: new Date(0),
        StackStatus: 'CREATE_COMPLETE',
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
      },
    ],
  });
}

function givenFunction(
  FunctionName: string,
  { live, incoming, versions }: { live: number; incoming?: string; versions: string[][] },
): void {
  lambda.on(GetAliasCommand, { FunctionName, Name: 'live' }).resolves({
    FunctionVersion: String(live),
    RoutingConfig: { AdditionalVersionWeights: incoming ? { [incoming]: 0.1 } : {} },
  });
  for (const [index, page] of versions.entries()) {
    lambda
      .on(ListVersionsByFunctionCommand, { FunctionName, ...(index > 0 && { Marker: String(index) }) })
      .resolves({
        Versions: page.map((Version) => ({ Version })),
        ...(index + 1 < versions.length && { NextMarker: String(index + 1) }),
      });
  }
}

const updates = () => lambda.commandCalls(UpdateAliasCommand).map(({ args }) => args[0].input);
