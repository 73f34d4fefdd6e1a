import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ResourceNotFoundException,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { afterRollback, type GoodRelease, type History, sameVersions } from './history.ts';
import { changeHistory, parameterOf, readHistory } from './history-store.ts';
import { LIVE, type Live, readLive, readStack, runningVersions } from './stage-stack.ts';
import { stopShift } from './stop-shift.ts';

export interface RollbackClients {
  cloudFormation: CloudFormationClient;
  codeDeploy: CodeDeployClient;
  lambda: LambdaClient;
  ssm: SSMClient;
}

export interface Rollback {
  /** The release that runs now. */
  release: string;
  /** Whether a release under way was stopped. */
  interrupted: boolean;
  moves: { functionName: string; from: number; to: number }[];
  /** Newer releases that could not be gone back to, each with the reason. */
  passedOver: string[];
}

/**
 * Takes a stage back to its newest good release that differs from what runs, by pointing `live` of its functions at the
 * versions of then. A release under way is stopped first; then the newest good one is the one to go to. What ran is
 * taken out of the history, so that the next rollback goes further back.
 * @param further - also when the last deployment was taken back by itself, and the newest good release runs
 * @throws Error when the stage is not deployed, no recorded release can be gone back to, or the history cannot be read;
 * `live` is where it was then
 */
export async function rollBack(
  stage: string,
  { cloudFormation, codeDeploy, lambda, ssm }: RollbackClients,
  wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  further = false,
): Promise<Rollback> {
  const before = await readStack(cloudFormation, stage);
  const interrupted = await stopShift(before, { stage, cloudFormation, codeDeploy, wait });
  // What the release had added is deleted by now.
  const stack = interrupted ? await readStack(cloudFormation, stage) : before;
  const history = await readHistory(ssm, stage);
  const live = await readLive(lambda, stack);
  const running = runningVersions(live);
  const newest = history.at(-1);
  const takenBack = !interrupted && stack.status.startsWith('UPDATE_ROLLBACK_COMPLETE');
  if (takenBack && !further && newest && sameVersions(newest.versions, running)) {
    throw new Error(
      `${stage} runs release ${newest.release}, its newest good one: CloudFormation has taken the last deployment back already. To go further back all the same: npm run rollback -- ${stage} --further`,
    );
  }

  const candidates = history.filter(({ versions }) => interrupted || !sameVersions(versions, running));
  const passedOver: string[] = [];
  const target = await newestPossible(lambda, candidates, live, passedOver);
  if (!target) throw new Error(nothingToGoBackTo(stage, { history, interrupted, passedOver }));

  // The history first: were a move to fail, the next attempt must not take what was bad for good.
  const bad = interrupted ? undefined : running;
  const current = Object.fromEntries([...live].map(([name, { version }]) => [name, version]));
  const forgotten = await changeHistory(ssm, stage, (now) =>
    afterRollback(now, { bad, target, running: current }),
  ).catch((error: Error) => error);

  const moves: Rollback['moves'] = [];
  for (const [functionName, to] of Object.entries(target.versions)) {
    const { version, incoming } = live.get(functionName)!;
    if (version === to && incoming === undefined) continue;
    await pointLive(lambda, functionName, to);
    moves.push({ functionName, from: incoming ?? version, to });
  }
  if (forgotten)
    throw new Error(
      `${stage} runs release ${target.release}, but ${parameterOf(stage)} could not be changed: another rollback would go forward again. ${forgotten.message}`,
      { cause: forgotten },
    );
  return { release: target.release, interrupted, moves, passedOver };
}

async function newestPossible(
  lambda: LambdaClient,
  candidates: History,
  live: Map<string, Live>,
  passedOver: string[],
): Promise<GoodRelease | undefined> {
  for (const good of candidates.toReversed()) {
    const obstacle = await obstacleTo(lambda, good, live);
    if (!obstacle) return good;
    passedOver.push(`${good.release}: ${obstacle}`);
  }
  return undefined;
}

/** What stands against a release that is taken whole or not at all. */
async function obstacleTo(
  lambda: LambdaClient,
  { versions }: GoodRelease,
  live: Map<string, Live>,
): Promise<string | undefined> {
  for (const [FunctionName, version] of Object.entries(versions)) {
    if (!live.has(FunctionName)) return `its function ${FunctionName} is no longer there`;
    try {
      const Qualifier = String(version);
      await lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      return `version ${version} of ${FunctionName} was deleted`;
    }
  }
  return undefined;
}

async function pointLive(lambda: LambdaClient, functionName: string, version: number): Promise<void> {
  await lambda.send(
    new UpdateAliasCommand({
      FunctionName: functionName,
      Name: LIVE,
      FunctionVersion: String(version),
      // No share of the calls goes to a second version.
      RoutingConfig: { AdditionalVersionWeights: {} },
    }),
  );
}

function nothingToGoBackTo(
  stage: string,
  { history, interrupted, passedOver }: { history: History; interrupted: boolean; passedOver: string[] },
): string {
  const stopped = interrupted ? 'The release under way was stopped, and CodeDeploy took it back. ' : '';
  const sentence =
    history.length === 0
      ? `${parameterOf(stage)} records no release of ${stage}: there is none to go back to.`
      : `No release in ${parameterOf(stage)} differs from what runs and can still be gone back to.`;
  const reasons = passedOver.map((reason) => `\n  ${reason}`).join('');
  return `${stopped}${sentence} Deploy an earlier release instead.${reasons}`;
}
