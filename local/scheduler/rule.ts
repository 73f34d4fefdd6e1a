import { randomUUID } from 'node:crypto';
import { invokePermission } from '../iam/invoke-permission.ts';
import { queueAdmits } from '../sqs/admission.ts';
import type { Resource } from '../template/deployment.ts';
import { NotKnown } from './not-known.ts';
import { type Services, type Target, targetOf } from './targets.ts';
import { timeText } from './time-text.ts';

/** `AWS::Events::Rule` */
export interface RuleProperties {
  ScheduleExpression?: string;
  EventPattern?: unknown;
  EventBusName?: string;
  State?: string;
  Targets?: {
    Arn: string;
    Id: string;
    Input?: string;
    InputPath?: string;
    InputTransformer?: unknown;
    SqsParameters?: { MessageGroupId?: string };
  }[];
}

const SERVICE = 'events.amazonaws.com';

/**
 * What rules of EventBridge ask of rates, beside what Scheduler does.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rate-expressions.html
 * @throws Error when AWS would refuse it
 */
export function checkExpression({
  ScheduleExpression: expression = '',
  EventBusName = 'default',
}: RuleProperties): void {
  const [, count, plural] = /^rate\((\d+)\s+[a-z]+?(s?)\)$/.exec(expression) ?? [];
  const fits = count === undefined || (Number(count) === 1) === (plural === '');
  if (!fits || expression.startsWith('at('))
    throw new Error(`has the ScheduleExpression "${expression}", which a rule does not take`);
  if (!/^(?:arn:.*:event-bus\/)?default$/.test(EventBusName))
    throw new Error(`has a ScheduleExpression on ${EventBusName}, and only the default bus takes that`);
}

/**
 * A scheduled rule of EventBridge, which its targets' own policies let in.
 * @returns how the rule calls its targets, with the time for which it was due, epoch ms
 * @throws NotKnown, or Error when AWS would refuse it, or it could not deliver
 */
export function callOfRule(
  { arn, properties }: Resource<RuleProperties>,
  services: Services,
): (due: number) => Promise<void> {
  const { accountId, region } = services.deployment.environment;
  const targets = (properties.Targets ?? []).map((declared) => {
    const { Id, Input, InputPath, InputTransformer } = declared;
    if (InputPath !== undefined || InputTransformer !== undefined)
      throw new NotKnown(`changes the input of its target ${Id}`);
    const target = targetOf(declared, Input, services);
    if (!isAdmitted(target, arn, services))
      throw new Error(
        `cannot call its target: no policy of ${target.arn} allows ${SERVICE} to ${target.action}`,
      );
    return { ...target, Input };
  });
  return async (due) => {
    const notice = {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: accountId,
      time: timeText(due),
      region,
      resources: [arn],
      detail: {},
    };
    await Promise.all(targets.map(({ Input, send }) => send(Input ?? JSON.stringify(notice))));
  };
}

const isAdmitted = ({ kind, arn, ref }: Target, ruleArn: string, { deployment }: Services): boolean =>
  kind === 'queue'
    ? queueAdmits(deployment, { ref, arn }, SERVICE, ruleArn)
    : invokePermission(deployment, arn, SERVICE)(ruleArn);
