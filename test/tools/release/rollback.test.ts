import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { rollBack } from '../../../tools/release/rollback-stage.ts';
import type { FakeStage } from './fake-stage.ts';
import { A, B, expectUntouched, given, good, historyOf, NAME, rollBackOn } from './given-stage.ts';

describe('rolling a stage back', () => {
  it('takes it to the release before, and leaves alone what that did not change', async () => {
    const stage = given(B.versions, [A, B]);
    expect(await rollBackOn(stage)).toEqual({
      release: 'A',
      interrupted: false,
      passedOver: [],
      moves: [
        { functionName: 'api', from: 7, to: 5 },
        { functionName: 'thumbnailer', from: 3, to: 2 },
      ],
    });
    const live = ['api', 'inspector', 'thumbnailer'].map((name) => ({ FunctionName: name, Name: 'live' }));
    const underWay = (name: string) => [
      ['ListDeploymentGroups', { applicationName: `${name}-application` }],
      [
        'ListDeployments',
        {
          applicationName: `${name}-application`,
          deploymentGroupName: `${name}-group`,
          includeOnlyStatuses: ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'],
        },
      ],
    ];
    const pointed = { Name: 'live', RoutingConfig: { AdditionalVersionWeights: {} } };
    expect(stage.calls).toEqual([
      ['DescribeStacks', { StackName: 'prod-api' }],
      ['ListStackResources', { StackName: 'prod-api' }],
      ['ListStackResources', { StackName: 'prod-api', NextToken: 'more' }],
      ...['api', 'inspector', 'thumbnailer'].flatMap(underWay),
      ['GetParameter', { Name: NAME }],
      ...live.map((input) => ['GetAlias', input]),
      ...Object.entries(A.versions).map(([FunctionName, version]) => [
        'GetFunctionConfiguration',
        { FunctionName, Qualifier: String(version) },
      ]),
      ['GetParameter', { Name: NAME }],
      [
        'PutParameter',
        { Name: NAME, Value: JSON.stringify([A]), Type: 'String', Tier: 'Standard', Overwrite: true },
      ],
      ['UpdateAlias', { FunctionName: 'api', FunctionVersion: '5', ...pointed }],
      ['UpdateAlias', { FunctionName: 'thumbnailer', FunctionVersion: '2', ...pointed }],
    ]);
  });

  it('changes nothing while there is only a first release', async () => {
    const stage = given(A.versions, [A]);
    await expect(rollBackOn(stage)).rejects.toThrow(
      'No release in /image-intake/prod/releases differs from what runs and can still be gone back to.',
    );
    expectUntouched(stage);
  });

  it('passes over a release whose canary failed, which is not recorded', async () => {
    // Between A and B, version 6 of the API failed; it is still there.
    const stage = given(B.versions, [A, B]);
    await rollBackOn(stage);
    expect(stage.functions.api!.versions).toContain(6);
    expect(stage.live).toEqual(A.versions);
  });

  it('goes to the last recorded release from one that is not recorded, by whatever numbers', async () => {
    const stage = given({ ...B.versions, api: 8 }, [A, B]);
    expect(await rollBackOn(stage)).toMatchObject({ release: 'B' });
    expect(stage.live).toEqual(B.versions);
    expect(historyOf(stage)).toEqual([A, B]);
  });

  it('done twice goes back twice, not forth again', async () => {
    const Z = good('Z', { api: 1, inspector: 2, thumbnailer: 1 });
    const stage = given(B.versions, [Z, A, B]);
    await rollBackOn(stage);
    expect(historyOf(stage)).toEqual([Z, A]);
    expect(await rollBackOn(stage)).toMatchObject({ release: 'Z' });
    expect(stage.live).toEqual(Z.versions);
    expect(historyOf(stage)).toEqual([Z]);
    await expect(rollBackOn(stage)).rejects.toThrow(/^No release/);
  });

  it('goes on from where a failed one stopped', async () => {
    const stage = given(B.versions, [A, B]);
    stage.mocks.lambda.on(UpdateAliasCommand, { FunctionName: 'thumbnailer' }).rejectsOnce('throttled');
    await expect(rollBackOn(stage)).rejects.toThrow('throttled');
    expect(stage.live).toEqual({ ...B.versions, api: 5 });
    stage.mocks.lambda.on(UpdateAliasCommand, { FunctionName: 'thumbnailer' }).callsFake(async () => {
      stage.functions.thumbnailer!.live = 2;
    });
    expect(await rollBackOn(stage)).toMatchObject({ release: 'A' });
    expect(stage.live).toEqual(A.versions);
  });

  it('does not go further back by mistake when CloudFormation has taken the deployment back already', async () => {
    const stage = given(B.versions, [A, B]);
    stage.status = 'UPDATE_ROLLBACK_COMPLETE';
    await expect(rollBackOn(stage)).rejects.toThrow(
      'prod runs release B, its newest good one: CloudFormation has taken the last deployment back already. To go further back all the same: npm run rollback -- prod --further',
    );
    expectUntouched(stage);
    expect(await rollBack('prod', stage.clients, stage.wait, true)).toMatchObject({ release: 'A' });
    expect(stage.live).toEqual(A.versions);
  });

  it('leaves a function alone that came with the last release', async () => {
    const withRelay = good('C', { ...B.versions, relay: 1 });
    const stage = given(withRelay.versions, [B, withRelay]);
    stage.functions.api!.live = 8;
    stage.functions.api!.believed = 8;
    stage.parameter[0] = JSON.stringify([B, { ...withRelay, versions: { ...withRelay.versions, api: 8 } }]);
    await rollBackOn(stage);
    expect(stage.live).toEqual({ ...B.versions, relay: 1 });
    // From now on it belongs to the release that runs, so that a further rollback does not take that for another one.
    expect(historyOf(stage)).toEqual([{ ...B, versions: { ...B.versions, relay: 1 } }]);
    await expect(rollBackOn(stage)).rejects.toThrow(/^No release/);
  });

  it('takes nothing further back where the last release did nothing but add a function', async () => {
    const C = good('C', { ...B.versions, relay: 1 });
    const stage = given(C.versions, [A, B, C]);
    expect(await rollBackOn(stage)).toMatchObject({ release: 'B', moves: [] });
    expect(stage.live).toEqual(C.versions);
    expect(await rollBackOn(stage)).toMatchObject({ release: 'A' });
  });

  it.each([
    [
      'a version of which was deleted',
      'A: version 5 of api was deleted',
      (stage: FakeStage) => stage.functions.api!.versions.delete(5),
    ],
    [
      'a function of which is gone',
      'A: its function thumbnailer is no longer there',
      (stage: FakeStage) => delete stage.functions.thumbnailer,
    ],
  ])('passes over a release %s, whole, and says so', async (_, reason, lose) => {
    const Z = good('Z', { api: 1, inspector: 2 });
    const stage = given(B.versions, [Z, A, B]);
    lose(stage);
    const { release, passedOver } = await rollBackOn(stage);
    expect(release).toBe('Z');
    expect(passedOver).toContain(reason);
    expect(stage.live).toMatchObject(Z.versions);
  });

  it.each([
    ['is missing', undefined, 'records no release of prod'],
    ['is empty', ' ', 'records no release of prod'],
    ['is an empty list', '[]', 'records no release of prod'],
    ['is no JSON', '[{"release"', 'cannot be read: it holds no history of releases.'],
    ['is something else', '{"release":"A"}', 'cannot be read'],
    [
      'has a version that is none',
      '[{"release":"A","at":"x","versions":{"api":"$LATEST"}}]',
      'cannot be read',
    ],
  ])('changes nothing while the parameter %s', async (_, text, sentence) => {
    const stage = given(B.versions, text ?? '');
    if (text === undefined) stage.parameter.length = 0;
    await expect(rollBackOn(stage)).rejects.toThrow(sentence);
    expectUntouched(stage);
  });

  it('moves the functions even when the history cannot be changed, and says what follows', async () => {
    const stage = given(B.versions, [A, B]);
    stage.mocks.ssm.on(PutParameterCommand).rejects(new Error('not allowed'));
    await expect(rollBackOn(stage)).rejects.toThrow(
      'prod runs release A, but /image-intake/prod/releases could not be changed: another rollback would go forward again. not allowed',
    );
    expect(stage.live).toEqual(A.versions);
  });

  it('says so when the stage is not deployed', async () => {
    const stage = given(A.versions, [A]);
    const missing = Object.assign(new Error('Stack with id prod-api does not exist'), {
      name: 'ValidationError',
    });
    stage.mocks.cloudFormation.on(DescribeStacksCommand).rejects(missing);
    await expect(rollBackOn(stage)).rejects.toThrow('prod is not deployed');
  });
});
