import type { Identities } from '../iam/identities.ts';
import { rolePolicies } from '../iam/roles.ts';
import { shortName } from '../lambda/declared-functions.ts';
import type { LocalRunOptions } from '../options.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import { keepTime } from './keep-time.ts';
import { NotKnown } from './not-known.ts';
import { callOfRule, checkExpression, type RuleProperties } from './rule.ts';
import type { Schedule } from './schedule.ts';
import { callOfSchedule, type Permissions, type ScheduleProperties } from './scheduler-schedule.ts';
import { isFunction, type Services } from './targets.ts';
import { timetableOf } from './timetable.ts';

/** The schedules, and the rules of EventBridge, that are switched on. */
const declaredSchedules = (deployment: Deployment) =>
  deployment
    .ofType<ScheduleProperties | RuleProperties>('AWS::Scheduler::Schedule', 'AWS::Events::Rule')
    .filter(({ properties }) => properties.State !== 'DISABLED');

/** The functions that schedules call, as they name them. */
export const scheduledFunctions = (deployment: Deployment): string[] =>
  declaredSchedules(deployment)
    .flatMap(({ properties }) => {
      const targets: { Arn: string }[] =
        'Target' in properties ? [properties.Target] : (properties.Targets ?? []);
      return targets.map(({ Arn }) => Arn);
    })
    .filter(isFunction);

/**
 * Keeps the time of the schedules of the templates, from now on.
 * @returns `close` stops them all, once what they have begun is done
 * @throws Error with a sentence for a person, when AWS would refuse one, or it could not deliver
 */
export function startSchedules(
  { onLog = () => {} }: Pick<LocalRunOptions, 'onLog'>,
  services: Services & { identities: Identities },
): { schedules: Schedule[]; close(): Promise<void> } {
  const permissions = { identities: services.identities, policies: rolePolicies(services.deployment) };
  const created = Date.now();
  const begun = new Set<Promise<void>>();
  const clocks: { stop(): void }[] = [];
  const schedules = declaredSchedules(services.deployment).flatMap((declared): Schedule[] => {
    const { logicalId, type, properties } = declared;
    const attempt = <T>(work: () => T): T | undefined => {
      const what = `${type === 'AWS::Events::Rule' ? 'Rule' : 'Schedule'} ${logicalId}`;
      try {
        return work();
      } catch (error) {
        const { message } = error as Error;
        if (!(error instanceof NotKnown))
          throw new Error(/^[A-Z]/.test(message) ? `${what}: ${message}` : `${what} ${message}.`);
        onLog('warning', `${what} ${message}, which the local run does not know.`);
        return undefined;
      }
    };
    const call = attempt(() => callOf(declared, services, permissions));
    const name = shortName(logicalId);
    const { ScheduleExpression: expression } = properties;
    if (!call || expression === undefined) return [];
    const fire = async (due: number) => {
      onLog('schedule', `${name} fires.`);
      const work = call(due);
      begun.add(work);
      await work.finally(() => begun.delete(work));
    };
    const timetable = attempt(() => timetableOf(expression, { created, ...boundsOf(properties) }));
    if (timetable) {
      const onDue = (due: number) =>
        void fire(due).catch((error: Error) => onLog('schedule', `${name} failed: ${error.message}`));
      clocks.push(keepTime(timetable, onDue));
    }
    return [{ name, expression, fire: () => fire(Date.now()) }];
  });
  return {
    schedules,
    async close() {
      for (const clock of clocks) clock.stop();
      await Promise.allSettled(begun);
    },
  };
}

type Declared = Resource<ScheduleProperties | RuleProperties>;

function callOf(
  declared: Declared,
  services: Services,
  permissions: Permissions,
): (due: number) => Promise<void> {
  if (isSchedule(declared)) return callOfSchedule(declared, services, permissions);
  const rule = declared as Resource<RuleProperties>;
  if (rule.properties.ScheduleExpression === undefined) throw new NotKnown('waits for events');
  checkExpression(rule.properties);
  return callOfRule(rule, services);
}

const isSchedule = (declared: Declared): declared is Resource<ScheduleProperties> =>
  declared.type === 'AWS::Scheduler::Schedule';

function boundsOf(properties: ScheduleProperties | RuleProperties) {
  if (!('Target' in properties)) return {};
  const { ScheduleExpressionTimezone: timezone, StartDate, EndDate } = properties;
  return { timezone, StartDate, EndDate };
}
