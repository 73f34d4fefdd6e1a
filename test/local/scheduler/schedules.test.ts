import { afterEach, describe, expect, it, vi } from 'vitest';
import { lambda } from '../support/resources.ts';
import {
  arnOf,
  CODE,
  fifo,
  givenSchedules,
  invokes,
  letsRulesIn,
  live,
  permission,
  QUEUE,
  role,
  rule,
  schedule,
  sends,
} from './given-schedules.ts';

const ARN = 'arn:aws:scheduler:eu-central-1:000000000000:schedule/default/app-Tick';

afterEach(() => void vi.useRealTimers());

describe('a schedule', () => {
  it('sends its input to a queue when it is due, and says so', async () => {
    vi.useFakeTimers({ now: Date.UTC(2030, 0, 1) });
    const run = givenSchedules({ ...schedule({}, { Input: '{"slice":0}' }), ...role([sends]) });
    expect(run.schedules).toMatchObject([{ name: 'Tick', expression: 'rate(6 hours)' }]);
    await vi.advanceTimersByTimeAsync(12 * 3_600_000);
    expect(run.sent).toEqual([
      [QUEUE, '{"slice":0}'],
      [QUEUE, '{"slice":0}'],
    ]);
    expect(run.logs).toEqual(['schedule: Tick fires.', 'schedule: Tick fires.']);
    await run.close();
    await vi.advanceTimersByTimeAsync(24 * 3_600_000);
    expect(run.sent).toHaveLength(2);
  });

  it('fires when it is told to, with what Scheduler knows of it', async () => {
    vi.useFakeTimers({ now: Date.UTC(2030, 0, 1) });
    const Input = '"<aws.scheduler.scheduled-time> <aws.scheduler.schedule-arn> <aws.scheduler.other>"';
    const run = givenSchedules({ ...schedule({}, { Input }), ...role([sends]) });
    await run.schedules[0]!.fire();
    expect(run.sent).toEqual([[QUEUE, `"2030-01-01T00:00:00Z ${ARN} <aws.scheduler.other>"`]]);
  });

  it('without input tells its target what it is', async () => {
    const run = givenSchedules({ ...schedule(), ...role([sends]) });
    await run.schedules[0]!.fire();
    expect(JSON.parse(String(run.sent[0]![1]))).toMatchObject({ source: 'aws.scheduler', resources: [ARN] });
  });

  it('invokes a function by its alias', async () => {
    const target = { Arn: live, Input: '{"a":1}' };
    const run = givenSchedules({ ...schedule({}, target), ...lambda('Code'), ...role([invokes]) });
    await run.schedules[0]!.fire();
    expect(run.sent).toEqual([[`${CODE}:live`, { a: 1 }]]);
    run.fail('broken');
    await expect(run.schedules[0]!.fire()).rejects.toThrow('Error: broken');
  });

  it('names the group of what it sends to a FIFO queue', async () => {
    const target = { Input: 'x', SqsParameters: { MessageGroupId: 'g' } };
    const run = givenSchedules({ ...schedule({}, target), ...role([sends]), Queue: fifo() });
    await run.schedules[0]!.fire();
    expect(run.sent).toEqual([[QUEUE, 'x', 'g']]);
  });

  it('that fails when it is due is a line in the log, and the next time comes', async () => {
    vi.useFakeTimers();
    const run = givenSchedules({ ...schedule(), ...role([sends]) });
    run.deny('sqs:SendMessage');
    await vi.advanceTimersByTimeAsync(12 * 3_600_000);
    const failed = expect.stringMatching(/^schedule: Tick failed: cannot call its target: .*sqs:SendMessage/);
    expect(run.logs).toEqual(['schedule: Tick fires.', failed, 'schedule: Tick fires.', failed]);
  });

  it('that is disabled is none', () => {
    expect(givenSchedules({ ...schedule({ State: 'DISABLED' }), ...role([]) }).schedules).toEqual([]);
  });

  it('is assumed for its own group', () => {
    const of = (group: string) => ({
      ArnEquals: { 'aws:SourceArn': `arn:aws:scheduler:eu-central-1:000000000000:schedule-group/${group}` },
    });
    const resources = (group: string) => ({
      ...schedule(),
      ...role([sends], 'scheduler.amazonaws.com', of(group)),
    });
    expect(givenSchedules(resources('default')).schedules).toHaveLength(1);
    expect(() => givenSchedules(resources('other'))).toThrow(/The role Role cannot be assumed/);
  });
});

describe('a scheduled rule', () => {
  it('calls queues and functions that let it in', async () => {
    const Targets = [
      { Id: 'queue', Arn: arnOf('Queue') },
      { Id: 'code', Arn: live, Input: '{"a":1}' },
    ];
    const run = givenSchedules({
      ...rule({ Targets }),
      ...lambda('Code'),
      Policy: letsRulesIn,
      Permission: permission(),
    });
    await run.schedules[0]!.fire();
    expect(run.sent).toEqual([
      [QUEUE, expect.stringContaining('"source":"aws.events"')],
      [`${CODE}:live`, { a: 1 }],
    ]);
  });
});
