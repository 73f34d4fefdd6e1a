import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { WorkQueue } from './work-queue.ts';

/** Seconds that the reconciler may take for a slice of a run. */
export const RECONCILER_TIMEOUT_SECONDS = 300;

/** Runs of the reconciler, each a message that is sent anew with each slice. */
export class ReconcilingQueue extends WorkQueue {
  constructor(scope: Construct, id: string) {
    super(scope, id, { consumerSeconds: RECONCILER_TIMEOUT_SECONDS, maxReceives: 10 });
  }

  /** Taking messages, and sending the next slice of a run: what the reconciler does. */
  grantWork(grantee: IGrantable): void {
    this.grantConsume(grantee);
    this.grantSend(grantee);
  }
}
