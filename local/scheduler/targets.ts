import type { DeclaredFunctions } from '../lambda/declared-functions.ts';
import type { LocalQueues, QueueProperties } from '../sqs/queues.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import { NotKnown } from './not-known.ts';

/** A queue or function that schedules call. */
export interface Target {
  kind: 'queue' | 'function';
  /** As it was named: a function's with its alias. */
  arn: string;
  /** `Ref` of the queue; nothing of a function. */
  ref: string;
  action: 'sqs:SendMessage' | 'lambda:InvokeFunction';
  /** @throws Error when it is not taken */
  send(input: string): Promise<void>;
}

interface TargetProperties {
  Arn: string;
  SqsParameters?: { MessageGroupId?: string };
}

export interface Services {
  deployment: Deployment;
  queues: Pick<LocalQueues, 'deliver'>;
  functions: Pick<DeclaredFunctions, 'get'>;
}

/**
 * @param input - as it is declared; undefined where the service says something of its own, as JSON
 * @throws NotKnown for targets of another kind; Error for what AWS refuses, or does not get through to
 */
export function targetOf(
  { Arn: arn, SqsParameters }: TargetProperties,
  input: string | undefined,
  { deployment, queues, functions }: Services,
): Target {
  if (isFunction(arn)) {
    const local = functions.get(arn);
    if (input !== undefined && !isJson(input))
      throw new Error('has an Input that is no JSON, which a function takes alone');
    return {
      kind: 'function',
      arn,
      ref: '',
      action: 'lambda:InvokeFunction',
      async send(text) {
        const outcome = await local.invoke(JSON.parse(text), arn);
        if ('error' in outcome) throw new Error(`${outcome.error.errorType}: ${outcome.error.errorMessage}`);
      },
    };
  }
  if (serviceOf(arn) !== 'sqs') throw new NotKnown(`has the target ${arn}`);
  const queue = deployment.ofType<QueueProperties>('AWS::SQS::Queue').find((one) => one.arn === arn);
  if (!queue) throw new Error(`sends to ${arn}, which no stack declares`);
  const group = SqsParameters?.MessageGroupId;
  checkFifo(queue, group);
  return {
    kind: 'queue',
    arn,
    ref: queue.ref,
    action: 'sqs:SendMessage',
    send: (text) => queues.deliver(arn, text, group),
  };
}

const serviceOf = (arn: string) => arn.split(':')[2];

export const isFunction = (arn: string): boolean => serviceOf(arn) === 'lambda';

/** @throws Error when a FIFO queue would take no message */
function checkFifo({ logicalId, properties }: Resource<QueueProperties>, group: string | undefined): void {
  if (String(properties.FifoQueue) !== 'true') return;
  const fifo = `sends to ${logicalId}, a FIFO queue,`;
  if (group === undefined) throw new Error(`${fifo} and has no SqsParameters with a MessageGroupId`);
  if (String(properties.ContentBasedDeduplication) !== 'true')
    throw new Error(`${fifo} which needs ContentBasedDeduplication for that`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
