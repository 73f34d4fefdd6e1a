import { Duration } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '../../review/acknowledge.ts';

export interface WorkQueue {
  queue: sqs.Queue;
  deadLetters: sqs.Queue;
}

/**
 * A queue with its dead letters, encrypted, over TLS alone.
 * @param consumerSeconds that the consumer may take for one batch; AWS asks for six times that as visibility timeout
 * @param maxReceives after which a message rests in the dead-letter queue
 */
export function workQueue(scope: Construct, consumerSeconds: number, maxReceives: number): WorkQueue {
  const safe = { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true };
  const deadLetters = new sqs.Queue(scope, 'DeadLetters', { ...safe, retentionPeriod: Duration.days(14) });
  acknowledge(deadLetters, {
    'Serverless-SQSRedrivePolicy': 'It is the dead-letter queue: what rests here waits for a person.',
  });
  const queue = new sqs.Queue(scope, 'Queue', {
    ...safe,
    retentionPeriod: Duration.days(4),
    visibilityTimeout: Duration.seconds(6 * consumerSeconds),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: maxReceives },
  });
  return { queue, deadLetters };
}

/** What Lambda needs to poll a queue with the function's role; CDK's own grant has two actions more. */
export function grantPolling({ queue }: WorkQueue, grantee: IGrantable): void {
  Grant.addToPrincipal({
    grantee,
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    resourceArns: [queue.queueArn],
  });
}
