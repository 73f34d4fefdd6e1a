import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReconcileConfig } from '../../../lib/stages/reconcile.ts';
import { stages } from '../../../lib/stages/stages.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../support/synthesized.ts';

const stacksOf = (reconcile: false | ReconcileConfig) =>
  templatesOf(synthesize('trial', { stages: { trial: { ...stages.prod!, reconcile } } }));

describe('the reconciler of a stage', () => {
  let api: Template;
  beforeAll(() => {
    api = stacksOf({ everyHours: 6, repair: true, deleteShare: 0.07 }).api!;
  });
  const schedule = () => theOnly(api, 'AWS::Scheduler::Schedule').Properties;

  it('is told to begin every so many hours, and whether to repair', () => {
    const { ScheduleExpression, FlexibleTimeWindow, Target, ...others } = schedule();
    expect([ScheduleExpression, FlexibleTimeWindow, others]).toEqual(['rate(6 hours)', { Mode: 'OFF' }, {}]);
    expect(JSON.parse(Target.Input)).toEqual({ kind: 'begin', repair: true });
    expect(JSON.stringify(Target.Arn)).toMatch(/ReconcilingQueue.*Arn/);
    expect(theOnly(api, 'AWS::Lambda::EventSourceMapping', 'Reconciling').Properties.EventSourceArn).toEqual(
      Target.Arn,
    );
  });

  it('is told so by a role of the schedule alone, which may send to its queue and nothing else', () => {
    const { Arn, RoleArn } = schedule().Target;
    const [id] = RoleArn['Fn::GetAtt'];
    expect(theOnly(api, 'AWS::IAM::Role', id).Properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
    const policies = resourcesOf(api, 'AWS::IAM::Policy').map(([, { Properties }]) => Properties);
    const own = policies.filter(({ Roles }) => Roles.some((role: { Ref: string }) => role.Ref === id));
    expect(own.map(({ Roles, PolicyDocument }) => [Roles, PolicyDocument.Statement])).toEqual([
      [[{ Ref: id }], [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: Arn }]],
    ]);
  });

  it('is told the share that it may delete in whole numbers, a share of none too', () => {
    const told = (template: Template) =>
      theOnly(template, 'AWS::Lambda::Function', 'Reconciler').Properties.Environment.Variables;
    expect(told(api).DELETE_PARTS_PER_MILLION).toBe('70000');
    const none = stacksOf({ everyHours: 1, repair: false, deleteShare: 0 }).api!;
    expect(told(none).DELETE_PARTS_PER_MILLION).toBe('0');
    expect(theOnly(none, 'AWS::Scheduler::Schedule').Properties.ScheduleExpression).toBe('rate(1 hour)');
  });
});

it('a stage that is never reconciled has no trace of it', () => {
  for (const stack of Object.values(stacksOf(false)))
    expect(JSON.stringify(stack.toJSON())).not.toMatch(/reconcil|scheduler|bucketandtable/i);
});
