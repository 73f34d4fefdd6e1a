import { randomBytes } from 'node:crypto';
import type { Identities } from '../iam/identities.ts';
import type { Statement } from '../iam/policies.ts';
import { checkAssumable } from '../iam/roles.ts';
import { shortName } from '../lambda/declared-functions.ts';
import type { Resource } from '../template/deployment.ts';
import { type Services, targetOf } from './targets.ts';
import { timeText } from './time-text.ts';

/** `AWS::Scheduler::Schedule` */
export interface ScheduleProperties {
  ScheduleExpression: string;
  ScheduleExpressionTimezone?: string;
  StartDate?: string;
  EndDate?: string;
  GroupName?: string;
  State?: string;
  Target: {
    Arn: string;
    RoleArn: string;
    Input?: string;
    SqsParameters?: { MessageGroupId?: string };
  };
}

/** Who lets schedules call their targets. */
export interface Permissions {
  identities: Identities;
  /** The statements of each role, by its ARN. */
  policies: ReadonlyMap<string, Statement[]>;
}

/**
 * EventBridge Scheduler, which takes on the schedule's role.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
 * @returns how the schedule calls its target, with the time for which it was due, epoch ms
 * @throws NotKnown, or Error when AWS would refuse it, or it could not deliver
 */
export function callOfSchedule(
  { logicalId, arn, properties }: Resource<ScheduleProperties>,
  services: Services,
  { identities, policies }: Permissions,
): (due: number) => Promise<void> {
  const { deployment } = services;
  const { accountId, region } = deployment.environment;
  const { Target, GroupName = 'default' } = properties;
  const { RoleArn, Input } = Target;
  const target = targetOf(Target, Input, services);
  const statements = policies.get(RoleArn);
  if (!statements) throw new Error(`has the role ${RoleArn}, which no stack declares`);
  const group = `arn:aws:scheduler:${region}:${accountId}:schedule-group/${GroupName}`;
  checkAssumable(deployment, RoleArn, 'scheduler.amazonaws.com', group);
  const { accessKeyId } = identities.assumeRole(shortName(logicalId), statements);
  const checkAllowed = () => {
    const refused = identities.refusal(accessKeyId, target.action, target.arn);
    if (refused !== undefined) throw new Error(`cannot call its target: ${refused}`);
  };
  checkAllowed();
  return async (due) => {
    checkAllowed();
    const time = timeText(due);
    const execution = randomBytes(8).toString('hex');
    const attributes: Record<string, string> = {
      'schedule-arn': arn,
      'scheduled-time': time,
      'execution-id': execution,
      'attempt-number': '1',
    };
    const input = Input?.replaceAll(
      /<aws\.scheduler\.([a-z-]+)>/g,
      (whole, name: string) => attributes[name] ?? whole,
    );
    const notice = {
      version: '0',
      id: execution,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: accountId,
      time,
      region,
      resources: [arn],
      detail: '{}',
    };
    await target.send(input ?? JSON.stringify(notice));
  };
}
