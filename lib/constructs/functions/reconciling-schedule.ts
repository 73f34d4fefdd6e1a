import { Aws } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { ReconcileConfig } from '../../stages/reconcile.ts';
import type { ReconcilingQueue } from '../storage/reconciling-queue.ts';

export interface ReconcilingScheduleProps extends Pick<ReconcileConfig, 'everyHours' | 'repair'> {
  queue: ReconcilingQueue;
}

/**
 * Begins a run every so many hours. It belongs to the stack of the function, not to that of the queue: a deployment that fails
 * takes its schedule with it, and where there is no function, no messages pile up. `npm run rollback` moves functions alone: to take
 * a repair back, the stage says so.
 */
export class ReconcilingSchedule extends Construct {
  constructor(scope: Construct, id: string, { everyHours, repair, queue }: ReconcilingScheduleProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      // No schedule of another account can have Scheduler take it on.
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    queue.grantSend(role);
    const schedule = new CfnSchedule(this, 'Schedule', {
      scheduleExpression: `rate(${everyHours} ${everyHours === 1 ? 'hour' : 'hours'})`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: queue.queue.queueArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ kind: 'begin', repair }),
      },
    });
    // It can be due as soon as it is there.
    schedule.node.addDependency(role);
  }
}
