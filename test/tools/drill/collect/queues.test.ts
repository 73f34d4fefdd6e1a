import { describe, expect, it } from 'vitest';
import type { QueuedMessage } from '../../../../local/sqs/queues.ts';
import { PUBLISHING_MINUTES, WAKING_MINUTES } from '../../../../tools/drill/cloudwatch/publishing.ts';
import type { Observed } from '../../../../tools/drill/collect/observed.ts';
import { measureQueues } from '../../../../tools/drill/collect/queues.ts';
import { VirtualClock } from '../../../../tools/drill/rehearsal/clock.ts';
import { deploymentOf } from '../support/deployment.ts';

const MINUTE = 1000;
const deployment = deploymentOf({
  Work: { Type: 'AWS::SQS::Queue' },
  Letters: { Type: 'AWS::SQS::Queue' },
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: { 'Fn::GetAtt': ['Work', 'Arn'] }, FunctionName: 'f' },
  },
});
const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:app-${name}`;

/** Metrics of a queue that held these messages in minutes 0, 1, …: name, minute, value, published. */
function measured(queue: string, minutes: QueuedMessage[][]) {
  const clock = new VirtualClock(0, MINUTE);
  for (const [minute] of minutes.entries()) clock.endMinute((minute + 1) * MINUTE);
  const queues = minutes.map((visible, minute) => ({
    at: (minute + 0.5) * MINUTE,
    queueArn: arnOf(queue),
    messages: { visible, inFlight: [], delayed: [] },
  }));
  const notes: { name: string; minute: number; value: number; published: number | undefined }[] = [];
  measureQueues({ queues, accesses: [] } as unknown as Observed, deployment, clock, (...note) => {
    const [, name, , minute, value, published] = note;
    notes.push({ name, minute, value, published });
  });
  return (name: string) => notes.filter((note) => note.name === name);
}

const message = (minute: number, approximateReceiveCount = 0): QueuedMessage => ({
  sentTimestamp: minute * MINUTE,
  approximateReceiveCount,
});

describe('a queue that somebody polls', () => {
  it('tells how many messages wait, also when none do', () => {
    const visible = measured('Work', [[], [message(1)]])('ApproximateNumberOfMessagesVisible');
    expect(visible.map(({ value, published }) => [value, published])).toEqual([
      [0, 1 + PUBLISHING_MINUTES],
      [1, 2 + PUBLISHING_MINUTES],
    ]);
  });

  it('tells the age of its oldest message in seconds of the virtual clock', () => {
    const ages = measured('Work', [[], [], [message(0.5), message(2)]])('ApproximateAgeOfOldestMessage');
    expect(ages.map(({ minute, value }) => [minute, value])).toEqual([[2, 120]]);
  });

  it('does not count the age of a message that was received three times', () => {
    const ages = measured('Work', [[], [], [message(0.5, 3), message(2, 2)]])(
      'ApproximateAgeOfOldestMessage',
    );
    expect(ages.map(({ value }) => value)).toEqual([30]);
  });
});

describe('a queue that nobody polls', () => {
  it('has no metrics while it never held a message', () => {
    expect(measured('Letters', [[], []])('ApproximateNumberOfMessagesVisible')).toEqual([]);
  });

  it('wakes up by its first message, whose metrics come late', () => {
    const visible = measured('Letters', [[], [message(1)], [message(1)]])(
      'ApproximateNumberOfMessagesVisible',
    );
    expect(visible.map(({ minute, published }) => [minute, published])).toEqual([
      [1, 1 + WAKING_MINUTES],
      [2, 1 + WAKING_MINUTES],
    ]);
  });
});
