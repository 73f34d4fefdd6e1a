import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it, vi } from 'vitest';
import {
  again,
  BODY,
  counted,
  done,
  givenSender,
  lines,
  NEXT_SECRET,
  receiver,
  SECRET,
  sqs,
  ssm,
  waits,
} from './given-sender.ts';

describe('the sender of webhooks', () => {
  it('delivers what the public verifier takes, and says so', async () => {
    const send = await givenSender();
    expect(await send()).toEqual(done);
    const { headers, body } = receiver.received[0]!;
    expect(new Webhook(SECRET).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(BODY));
    expect(waits()).toEqual([]);
    expect(counted()).toEqual([['WebhooksDelivered', 'first']]);
  });

  it('delivers to a receiver that was down for a while, under the same webhook-id, with a signature of its time', async () => {
    const send = await givenSender();
    receiver.answer((_, response) => response.writeHead(503).end());
    for (const attempt of [1, 2, 3]) expect(await send({ attempt, age: 10 * attempt })).toEqual(again);
    receiver.answer((_, response) => response.writeHead(200).end());
    expect(await send({ attempt: 4, age: 170 })).toEqual(done);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual(Array(4).fill('msg-1'));
    expect(waits()).toEqual(
      [5, 30, 120].map((wait) => expect.toSatisfy((found) => Math.abs(found - wait) <= wait / 10 + 1)),
    );
    expect(sqs.commandCalls(ChangeMessageVisibilityCommand)[0]!.args[0].input).toMatchObject({
      QueueUrl: 'https://sqs/1/first-queue',
      ReceiptHandle: 'r',
    });
    expect(counted()).toEqual([
      ...Array(3).fill(['WebhooksFailed', 'first']),
      ['WebhooksDelivered', 'first'],
    ]);
  });

  it.each([301, 302, 307, 308])(
    'takes a redirect for a failure, and does not follow it: %d',
    async (status) => {
      const send = await givenSender();
      receiver.answer((_, response) => response.writeHead(status, { location: receiver.url }).end());
      expect(await send()).toEqual(again);
      expect(receiver.received).toHaveLength(1);
    },
  );

  it.each([
    [429, 3600],
    [503, 3600],
    [500, 5],
  ])('heeds a wish to wait of %d: %d s', async (status, seconds) => {
    const send = await givenSender();
    receiver.answer((_, response) => response.writeHead(status, { 'retry-after': '3600' }).end());
    await send();
    expect(waits()[0]).toBeGreaterThanOrEqual(seconds - 1);
    expect(waits()[0]).toBeLessThanOrEqual(seconds + 1);
  });

  it('signs by both secrets while they are rotated', async () => {
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: `${NEXT_SECRET} ${SECRET}` } });
    const send = await givenSender();
    await send();
    const { headers, body } = receiver.received[0]!;
    for (const secret of [SECRET, NEXT_SECRET])
      expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
  });

  it('tries nothing without a secret, counts that, and goes on once there is one', async () => {
    ssm
      .on(GetParameterCommand)
      .resolvesOnce({ Parameter: { Value: 'my-old-secret' } })
      .resolves({ Parameter: { Value: SECRET } });
    const send = await givenSender();
    expect(await send()).toEqual(again);
    expect(receiver.received).toEqual([]);
    expect(counted()).toEqual([
      ['WebhooksFailed', 'first'],
      ['SecretsUnreadable', 'first'],
    ]);
    expect(lines.join()).not.toContain('my-old-secret');
    expect(await send({ attempt: 2 })).toEqual(done);
  });

  it('never connects to an address of a network', async () => {
    const send = await givenSender();
    expect(await send({ queue: 'private-queue' })).toEqual(again);
    expect(counted()).toEqual([['WebhooksFailed', 'private']]);
    expect(lines.join()).toContain('its address 10.0.0.1 is not public');
  });

  it('lets the receives of an event run out after a day, without troubling anybody', async () => {
    const send = await givenSender();
    expect(await send({ attempt: 14, age: 86_400 })).toEqual(again);
    expect(receiver.received).toEqual([]);
    expect(waits()).toEqual([1]);
    expect(lines).toEqual([]);
  });

  it('says of each failed attempt which, why and what follows, and of nothing what is not its business', async () => {
    const send = await givenSender();
    receiver.answer((_, response) => response.writeHead(500).end('private-answer'));
    await send({ attempt: 3 });
    const [line] = lines.filter((each) => each.includes('Webhook not delivered'));
    expect(JSON.parse(line!)).toMatchObject({
      level: 'ERROR',
      endpoint: 'first',
      webhookId: 'msg-1',
      attempt: 3,
      reason: 'it answered 500',
      againInSeconds: waits()[0],
    });
    for (const secret of [SECRET, 'private', 'v1,', '/hook']) expect(lines.join()).not.toContain(secret);
  });

  it('leaves alone what comes from the queue of another release', async () => {
    const send = await givenSender();
    expect(await send({ queue: 'unknown-queue' })).toEqual(again);
    expect([waits(), lines]).toEqual([[], []]);
  });

  it.each([
    ['no JSON', 'x'],
    ['no webhook', '{"id":"a"}'],
    ['an id that is no header', JSON.stringify({ id: 'a\r\nb: c', body: '{}' })],
  ])('fails itself for a message that is %s', async (_, message) => {
    const send = await givenSender();
    vi.spyOn(JSON, 'stringify').mockReturnValueOnce(message);
    expect(await send()).toEqual(again);
    expect(counted()).toEqual([
      ['MessagesFailed', 'function'],
      ['MessagesFailed', 'function'],
    ]);
  });

  it('fails itself where it cannot postpone a message: that is a permission of ours', async () => {
    sqs.on(ChangeMessageVisibilityCommand).rejects(new Error('AccessDenied'));
    const send = await givenSender();
    receiver.answer((_, response) => response.writeHead(500).end());
    expect(await send()).toEqual(again);
    expect(counted().map(([name]) => name)).toContain('MessagesFailed');
  });
});
