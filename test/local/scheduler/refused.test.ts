import { describe, expect, it } from 'vitest';
import { admission } from '../support/given-run.ts';
import { lambda } from '../support/resources.ts';
import {
  CODE,
  fifo,
  givenSchedules,
  invokes,
  letsRulesIn,
  live,
  permission,
  QUEUE,
  type Resources,
  role,
  rule,
  schedule,
  sends,
} from './given-schedules.ts';

describe('a run does not start', () => {
  it.each<[string, Resources, RegExp]>([
    [
      'a schedule whose role may not send',
      { ...schedule(), ...role([]) },
      /^Schedule Tick cannot call its target: Tick is not authorized to perform: sqs:SendMessage on/,
    ],
    [
      'a role that Scheduler may not assume',
      { ...schedule(), ...role([sends], 'events.amazonaws.com') },
      /^Schedule Tick: The role Role cannot be assumed: .* scheduler.amazonaws.com/,
    ],
    [
      'a role that is not there',
      schedule({}, { RoleArn: 'arn:aws:iam::1:role/none' }),
      /^Schedule Tick has the role arn:aws:iam::1:role\/none, which no stack declares\.$/,
    ],
    [
      'a role for the function, and a target with an alias',
      { ...schedule({}, { Arn: live }), ...lambda('Code'), ...role([{ ...invokes, Resource: CODE }]) },
      /lambda:InvokeFunction on resource: .*:live/,
    ],
    [
      'a queue that is not there',
      { ...schedule({}, { Arn: `${QUEUE}2` }), ...role([sends]) },
      /sends to .*2, which no stack declares/,
    ],
    [
      'input that is no JSON for a function',
      { ...schedule({}, { Arn: live, Input: 'x' }), ...lambda('Code'), ...role([invokes]) },
      /has an Input that is no JSON/,
    ],
    [
      'no group for a FIFO queue',
      { ...schedule(), ...role([sends]), Queue: fifo() },
      /has no SqsParameters with a MessageGroupId/,
    ],
    [
      'a FIFO queue that asks for what a schedule does not have',
      {
        ...schedule({}, { SqsParameters: { MessageGroupId: 'g' } }),
        ...role([sends]),
        Queue: fifo({ ContentBasedDeduplication: false }),
      },
      /needs ContentBasedDeduplication/,
    ],
    [
      'an expression that AWS refuses',
      { ...schedule({ ScheduleExpression: 'rate(0 days)' }), ...role([sends]) },
      /^Schedule Tick has the ScheduleExpression "rate\(0 days\)"/,
    ],
    [
      'a rule that its queue does not let in',
      { ...rule(), Policy: admission({}) },
      /^Rule Tick cannot call its target: no policy of .*app-Queue allows events.amazonaws.com to sqs:SendMessage/,
    ],
    [
      'a rule that its function lets in for another',
      {
        ...rule({}, { Arn: live }),
        ...lambda('Code'),
        Permission: permission({ SourceArn: 'arn:aws:events:eu-central-1:000000000000:rule/x' }),
      },
      /lambda:InvokeFunction/,
    ],
    [
      'a plural of one, which rules refuse',
      { ...rule({ ScheduleExpression: 'rate(1 hours)' }), Policy: letsRulesIn },
      /which a rule does not take/,
    ],
    [
      'one time for a rule',
      { ...rule({ ScheduleExpression: 'at(2030-01-01T00:00:00)' }), Policy: letsRulesIn },
      /which a rule does not take/,
    ],
    [
      'a scheduled rule on a bus of its own',
      { ...rule({ EventBusName: 'mine' }), Policy: letsRulesIn },
      /only the default bus/,
    ],
  ])('with %s', (_, resources, message) => {
    expect(() => givenSchedules(resources)).toThrow(message);
  });
});

describe('what the local run does not know of schedules', () => {
  it.each<[string, Resources, string, number]>([
    [
      'an expression, and fires when it is told to',
      { ...schedule({ ScheduleExpression: 'cron(0 3 * * ? *)' }), ...role([sends]) },
      'Schedule Tick is due by cron(0 3 * * ? *)',
      1,
    ],
    [
      'another target',
      { ...schedule({}, { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:purgeQueue' }), ...role([sends]) },
      'Schedule Tick has the target arn:aws:scheduler:::aws-sdk:sqs:purgeQueue',
      0,
    ],
    [
      'a rule of events',
      rule({ ScheduleExpression: undefined, EventPattern: { source: ['x'] } }),
      'Rule Tick waits for events',
      0,
    ],
    [
      'input that a rule changes',
      { ...rule({}, { InputPath: '$.time' }), Policy: letsRulesIn },
      'Rule Tick changes the input of its target one',
      0,
    ],
  ])('is one sentence: %s', (_, resources, what, count) => {
    const { schedules, logs } = givenSchedules(resources);
    expect(logs).toEqual([`warning: ${what}, which the local run does not know.`]);
    expect(schedules).toHaveLength(count);
  });
});
