import { describe, expect, it, onTestFinished } from 'vitest';
import type { BusEvent } from '../../../local/calls.ts';
import { type EventBusOptions, startEventBus } from '../../../local/event-bus/event-bus.ts';
import { createIdentities } from '../../../local/iam/identities.ts';

const ARN = 'arn:aws:events:us-east-1:000000000000:event-bus/default';
const entry = { Source: 'intake', DetailType: 'image.ready', Detail: '{"id":"1"}' };

async function givenBus(options: Partial<EventBusOptions> = {}) {
  const identities = createIdentities();
  const sender = identities.assumeRole('Sender', [
    { Effect: 'Allow', Action: 'events:PutEvents', Resource: ARN },
  ]);
  const events: BusEvent[] = [];
  const lines: string[] = [];
  const bus = await startEventBus({
    region: 'us-east-1',
    accountId: '000000000000',
    identities,
    onEvent: (event) => events.push(event),
    onLine: (line) => lines.push(line),
    ...options,
  });
  onTestFinished(bus.close);
  const call = async (body: string, target = 'AWSEvents.PutEvents') => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${sender.accessKeyId}/20260101/us-east-1/events/aws4_request`;
    const headers = { authorization, 'x-amz-target': target };
    const answer = await fetch(bus.endpoint, { method: 'POST', headers, body });
    return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
  };
  return { events, lines, call, put: (...Entries: unknown[]) => call(JSON.stringify({ Entries })) };
}

describe('an event bus', () => {
  it('takes events, tells them, and logs what they are and not what they say', async () => {
    const { put, events, lines } = await givenBus();
    const answer = await put(entry, { ...entry, EventBusName: ARN, Resources: ['arn:aws:s3:::images/1'] });
    expect(answer).toEqual({
      status: 200,
      FailedEntryCount: 0,
      Entries: [{ EventId: events[0]!.id }, { EventId: events[1]!.id }],
    });
    expect(events[0]).toEqual({
      id: expect.any(String),
      function: 'Sender',
      bus: ARN,
      source: 'intake',
      detailType: 'image.ready',
      detail: { id: '1' },
      resources: [],
      at: expect.any(Number),
    });
    expect(lines[0]).toBe(`image.ready of intake on ${ARN}, ${events[0]!.id}`);
  });

  it('says of each event why it was not taken, and takes the others', async () => {
    const entryFault = ({ detail }: BusEvent) => (detail.id === '2' ? 'ThrottlingException' : undefined);
    const { put, events } = await givenBus({ entryFault });
    const answer = await put(
      entry,
      { ...entry, Detail: '{' },
      { ...entry, Source: 'aws.s3' },
      { ...entry, DetailType: '' },
      { ...entry, Detail: '{"id":"2"}' },
    );
    expect(answer).toMatchObject({
      FailedEntryCount: 4,
      Entries: [
        { EventId: events[0]!.id },
        { ErrorCode: 'MalformedDetail' },
        { ErrorCode: 'NotAuthorizedForSource' },
        { ErrorCode: 'InvalidArgument' },
        { ErrorCode: 'ThrottlingException' },
      ],
    });
    expect(events).toHaveLength(1);
  });

  it('refuses a bus that the role may not put events on', async () => {
    const { put } = await givenBus();
    expect(await put(entry, { ...entry, EventBusName: 'other' })).toMatchObject({
      status: 400,
      __type: expect.stringMatching(/#AccessDeniedException$/),
      message: expect.stringContaining('event-bus/other'),
    });
  });

  it('takes up to ten events and a megabyte', async () => {
    const { put, events } = await givenBus();
    const large = (bytes: number) => ({ ...entry, Detail: JSON.stringify({ text: 'x'.repeat(bytes) }) });
    expect(await put(...Array(11).fill(entry))).toMatchObject({ status: 400 });
    expect(await put(large(524_000), large(525_000))).toMatchObject({ status: 400 });
    expect(events).toEqual([]);
    expect(await put(large(524_000), large(524_000))).toMatchObject({ status: 200, FailedEntryCount: 0 });
    expect(await put(large(2_100_000))).toMatchObject({ status: 413 });
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no entries', '{}'],
    ['entries that are none', '{"Entries":[null]}'],
  ])('refuses %s', async (_, body) => {
    const { call } = await givenBus();
    expect((await call(body)).status).toBe(400);
  });

  it('answers with the error of a rehearsal', async () => {
    const { put } = await givenBus({ fault: () => ({ type: 'InternalException', status: 500 }) });
    expect(await put(entry)).toMatchObject({ status: 500, __type: 'com.amazonaws.events#InternalException' });
  });
});
