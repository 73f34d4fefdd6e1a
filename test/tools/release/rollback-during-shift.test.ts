import { DeploymentAlreadyCompletedException, StopDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { describe, expect, it } from 'vitest';
import { A, B, expectUntouched, given, historyOf, rollBackOn } from './given-stage.ts';

describe('rolling a stage back during a shift', () => {
  it('cancels the update and stops the shift, waits for both, and goes to the last good release', async () => {
    const stage = given(B.versions, [A, B]);
    stage.status = 'UPDATE_IN_PROGRESS';
    stage.functions.api!.incoming = 8;
    stage.deployments['api-group'] = ['d-API'];
    // Has not shifted anything yet.
    stage.deployments['thumbnailer-group'] = ['d-THUMB'];

    expect(await rollBackOn(stage)).toEqual({ release: 'B', interrupted: true, passedOver: [], moves: [] });
    expect(stage.live).toEqual(B.versions);
    expect(stage.inputsOf('CancelUpdateStack')).toEqual([{ StackName: 'prod-api' }]);
    expect(stage.inputsOf('StopDeployment')).toEqual([
      { deploymentId: 'd-API', autoRollbackEnabled: true },
      { deploymentId: 'd-THUMB', autoRollbackEnabled: true },
    ]);
    // The update first: it would go on to the next function.
    const order = stage.calls.map(([command]) => command);
    expect(order.indexOf('CancelUpdateStack')).toBeLessThan(order.indexOf('StopDeployment'));
    // Not before CodeDeploy and CloudFormation are done, which move `live` too.
    expect(stage.meanwhile).toEqual([]);
    expect(historyOf(stage)).toEqual([A, B]);
  });

  it('moves what had taken over already, or was left between two versions', async () => {
    const stage = given(B.versions, [A, B]);
    stage.functions.api!.live = 8;
    stage.functions.inspector!.incoming = 10;
    stage.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    stage.meanwhile = [
      () => {},
      () => {
        stage.status = 'UPDATE_ROLLBACK_FAILED';
      },
    ];
    const { moves } = await rollBackOn(stage);
    expect(moves).toEqual([
      { functionName: 'api', from: 8, to: 7 },
      { functionName: 'inspector', from: 10, to: 9 },
    ]);
    expect(stage.functions.inspector).not.toHaveProperty('incoming');
  });

  it('tells a share that a stopped deployment left behind from a release that runs', async () => {
    const stage = given(B.versions, [A, B]);
    stage.functions.api!.incoming = 8;
    expect(await rollBackOn(stage)).toMatchObject({
      release: 'B',
      moves: [{ functionName: 'api', from: 8, to: 7 }],
    });
  });

  it('goes on when shift and update have just ended by themselves', async () => {
    const stage = given(B.versions, [A, B]);
    stage.status = 'UPDATE_IN_PROGRESS';
    stage.deployments['api-group'] = ['d-API'];
    stage.mocks.codeDeploy.on(StopDeploymentCommand).callsFake(async () => {
      delete stage.deployments['api-group'];
      throw new DeploymentAlreadyCompletedException({ $metadata: {}, message: 'done' });
    });
    expect(await rollBackOn(stage)).toMatchObject({ release: 'B', interrupted: true });
  });

  it('says that the shift is stopped when there is no good release yet', async () => {
    const stage = given(A.versions, '[]');
    stage.deployments['api-group'] = ['d-API'];
    await expect(rollBackOn(stage)).rejects.toThrow(
      /^The release under way was stopped, and CodeDeploy took it back\. .* records no release/,
    );
    expectUntouched(stage);
  });

  it('looks again at what there is afterwards: a function that the release had added is gone', async () => {
    const stage = given({ ...B.versions, relay: 1 }, [A, B]);
    stage.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    stage.meanwhile = [
      () => {
        delete stage.functions.relay;
        stage.status = 'UPDATE_ROLLBACK_COMPLETE';
      },
    ];
    expect(await rollBackOn(stage)).toMatchObject({ release: 'B', interrupted: true, moves: [] });
    expect(stage.inputsOf('GetAlias')).not.toContainEqual({ FunctionName: 'relay', Name: 'live' });
  });

  it('moves nothing while the stack does not come to rest', async () => {
    const stage = given(B.versions, [A, B]);
    stage.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await expect(rollBackOn(stage)).rejects.toThrow(
      'CloudFormation or CodeDeploy still changes prod-api, 15 minutes after it was told to stop.',
    );
    expectUntouched(stage);
  });

  it('leaves a first deployment alone', async () => {
    const stage = given(A.versions, '[]');
    stage.status = 'CREATE_IN_PROGRESS';
    await expect(rollBackOn(stage)).rejects.toThrow('prod is being deployed for the first time');
    expect(stage.inputsOf('CancelUpdateStack')).toEqual([]);
  });
});
