import type { QueuedMessage } from '../../../local/sqs/queues.ts';
import type { Deployment } from '../../../local/template/deployment.ts';
import { publishedAt, WAKING_MINUTES } from '../cloudwatch/publishing.ts';
import type { VirtualClock } from '../rehearsal/clock.ts';
import type { Note } from './note.ts';
import type { Observed } from './observed.ts';

/** A message that was received so often no longer counts for the age of the oldest. */
const RECEIVES_OF_POISON = 3;

/**
 * What SQS would tell of the queues. A queue that nobody polls and that never held a message is idle: it has no metrics,
 * and when it wakes the first ones may take a quarter of an hour.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function measureQueues(
  { queues, accesses }: Observed,
  deployment: Deployment,
  clock: VirtualClock,
  note: Note,
): void {
  const polled = new Set(
    deployment
      .ofType<{ EventSourceArn: string }>('AWS::Lambda::EventSourceMapping')
      .map(({ properties }) => properties.EventSourceArn),
  );
  const awake = new Map<string, number>();
  for (const { at, queueArn, messages } of queues) {
    const minute = Math.floor(clock.minuteAt(at));
    const { visible, inFlight, delayed } = messages;
    const all = [...visible, ...inFlight, ...delayed];
    if (!polled.has(queueArn) && all.length > 0 && !awake.has(queueArn)) awake.set(queueArn, minute);
    if (!polled.has(queueArn) && !awake.has(queueArn)) continue;
    const published = Math.max(publishedAt(minute), (awake.get(queueArn) ?? -Infinity) + WAKING_MINUTES);
    const of = (name: string, value: number) =>
      note('AWS/SQS', name, { QueueName: nameOf(queueArn) }, minute, value, published);
    of('ApproximateNumberOfMessagesVisible', visible.length);
    of('ApproximateNumberOfMessagesNotVisible', inFlight.length);
    of('ApproximateNumberOfMessagesDelayed', delayed.length);
    if (all.length > 0) of('ApproximateAgeOfOldestMessage', ageOfOldest(all, at, clock));
  }
  for (const { action, resource, allowed, at } of accesses) {
    if (action !== 'sqs:SendMessage' || !allowed) continue;
    note(
      'AWS/SQS',
      'NumberOfMessagesSent',
      { QueueName: nameOf(resource) },
      Math.floor(clock.minuteAt(at)),
      1,
    );
  }
}

/** Seconds of the virtual clock. */
function ageOfOldest(messages: QueuedMessage[], at: number, clock: VirtualClock): number {
  const counted = messages.filter(
    ({ approximateReceiveCount }) => approximateReceiveCount < RECEIVES_OF_POISON,
  );
  const ages = counted.map(({ sentTimestamp }) => clock.minuteAt(at) - clock.minuteAt(sentTimestamp));
  return 60 * Math.max(0, ...ages);
}

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);
