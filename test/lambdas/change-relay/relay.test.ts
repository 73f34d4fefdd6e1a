import type { DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHandler, type SetAside } from '../../../lambdas/change-relay/create-handler.ts';
import type { Destination } from '../../../lambdas/change-relay/destinations.ts';
import { toEraseItem } from '../../../lambdas/shared/following/erase-request.ts';
import type { WebhookMessage } from '../../../lambdas/shared/following/webhook-message.ts';
import { extractMetrics } from '../support/embedded-metrics.ts';
import { aChange, anItem, ID } from './records.ts';

let written: string[];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => Boolean(written.push(String(line))));
});
afterEach(() => vi.restoreAllMocks());

const silent = { info: () => {}, error: () => {} };

/** A relay whose destinations keep what they take, and refuse while `down` names them. */
function given() {
  const down = new Set<string>();
  const taken: Record<string, unknown[]> = { cleaning: [], first: [], second: [], bus: [], aside: [] };
  const into =
    (name: string): Destination<object> =>
    async (messages) => {
      if (!down.has(name)) taken[name]!.push(...messages);
      return messages.map(() => (down.has(name) ? 'AccessDenied' : undefined));
    };
  const handler = createHandler(
    {
      cleaning: into('cleaning'),
      webhooks: [
        { name: 'first', wants: () => true, send: into('first') },
        { name: 'second', wants: ({ type }) => type === 'image.deleted', send: into('second') },
      ],
      bus: into('bus') as Destination<unknown> as never,
    },
    into('aside'),
    silent,
  );
  const again = (bodies: unknown[]) =>
    handler({
      Records: bodies.map((body, at) => ({ messageId: String(at), body: JSON.stringify(body) })),
    } as SQSEvent);
  return {
    down,
    taken,
    again,
    handle: (...Records: DynamoDBStreamEvent['Records']) => handler({ Records }),
    aside: () => taken.aside as SetAside[],
  };
}

const ready = () => aChange(anItem(), anItem({ version: 2 }, '1'));
const deleted = () => aChange(anItem({ version: 2, userId: 'ann' }, '1'), undefined);

describe('the relay', () => {
  it('tells the cleaner of a record of release 0.1.0 too, which has no incarnation', async () => {
    const { handle, taken } = given();
    const { incarnation: _, ...old } = anItem({ version: 2 }, '1');
    await handle(aChange(old, undefined));
    expect(taken.cleaning).toMatchObject([{ kind: 'vanished', id: ID, images: [{}] }]);
    await handle(aChange(old, { ...old, version: { N: '3' } }));
    expect(taken.cleaning).toHaveLength(1);
  });

  it('tells each receiver of what it wants, under one id, and the cleaner of what went', async () => {
    const { handle, taken, aside } = given();
    const changes = [ready(), deleted()];
    expect(await handle(...changes)).toEqual({ batchItemFailures: [] });
    const [first, second] = changes.map(({ eventID }) => eventID);
    expect(taken.first).toMatchObject([{ id: first }, { id: second }]);
    expect(taken.second).toMatchObject([{ id: second }]);
    const [body] = taken.second as { body: string }[];
    expect(JSON.parse(body!.body)).toMatchObject({ id: ID, type: 'image.deleted', version: 3, owner: 'ann' });
    expect(taken.bus).toMatchObject([{ type: 'image.ready' }, { type: 'image.deleted', detail: body!.body }]);
    const key = `images/${ID}/abcdefghij10000000000i.png`;
    expect(taken.cleaning).toMatchObject([
      { kind: 'vanished', id: ID, incarnation: 'abcdefghij', owner: 'ann', images: [{ key }] },
    ]);
    expect(aside()).toEqual([]);
  });

  it('tells the same each time it is given the same', async () => {
    const { handle, taken } = given();
    const change = deleted();
    await handle(change);
    const once = structuredClone(taken);
    await handle(change);
    for (const [name, messages] of Object.entries(once))
      expect(taken[name]).toEqual([...messages, ...messages]);
  });

  it('says nothing of items that are no records', async () => {
    const { handle, taken } = given();
    const other = (fields: object) => ({ id: { S: 'request#1' }, ...fields });
    await handle(
      aChange(undefined, other({})),
      aChange(other({}), other({ deleted: { BOOL: true } })),
      aChange(other({}), undefined),
    );
    expect(Object.values(taken).flat()).toEqual([]);
  });

  it('hands erase requests to the cleaner, new ones and renewed ones', async () => {
    const { handle, taken } = given();
    const item = (at: string) => ({
      id: { S: 'erase#1' },
      erase: { S: 'incarnation' },
      requestedAt: { N: at },
    });
    await handle(aChange(undefined, item('1')), aChange(item('1'), item('2')));
    const request = { kind: 'erase', eraseId: 'erase#1' };
    expect(taken.cleaning).toEqual([
      { ...request, requestedAt: 1 },
      { ...request, requestedAt: 2 },
    ]);
  });

  it('tells that an incarnation is erased, once its request is done, and nothing of other requests', async () => {
    const { handle, taken } = given();
    const asked = { requestedAt: 1, until: 2 };
    const one = {
      kind: 'incarnation',
      recordId: ID,
      incarnation: 'abcdefghij',
      lastVersion: 5,
      owner: 'ann',
    } as const;
    const requests = [
      toEraseItem({ ...one, objectKeys: [], ...asked }),
      toEraseItem({ kind: 'id', recordId: ID, ...asked }),
      toEraseItem({ kind: 'owner', ownerDigest: 'a', owner: 'ann', ...asked }),
    ];
    await handle(...requests.map((item) => aChange(item, undefined)));
    expect(taken.cleaning).toEqual([]);
    expect((taken.first as WebhookMessage[]).map(({ body }) => JSON.parse(body))).toEqual([
      {
        id: ID,
        incarnation: 'abcdefghij',
        type: 'image.erased',
        at: 1_790_000_000_000,
        version: 7,
        owner: 'ann',
      },
    ]);
  });

  it('takes a record put in the place of another for the end of the former', async () => {
    const { handle, taken } = given();
    await handle(
      aChange(anItem({ version: 2 }, '1'), anItem({ incarnation: 'klmnopqrst', version: 5 }, '7')),
    );
    expect(taken.cleaning).toMatchObject([{ kind: 'vanished', incarnation: 'abcdefghij' }]);
    expect(taken.bus).toMatchObject([{ type: 'image.deleted' }]);
  });

  it('sets a change aside for the receiver that does not take it, and holds up no other', async () => {
    const { handle, taken, down, aside, again } = given();
    down.add('first').add('bus');
    const change = deleted();
    expect(await handle(change)).toEqual({ batchItemFailures: [] });
    expect([taken.second, taken.cleaning].map((messages) => messages!.length)).toEqual([1, 1]);
    expect(aside()).toEqual([{ record: change, missing: ['first', 'bus'] }]);
    expect(written.flatMap(extractMetrics).map(({ name }) => name)).toContain('MessagesFailed');

    down.clear();
    expect(await again(aside())).toEqual({ batchItemFailures: [] });
    expect(Object.entries(taken).map(([name, messages]) => [name, messages.length])).toEqual([
      ['cleaning', 1],
      ['first', 1],
      ['second', 1],
      ['bus', 1],
      ['aside', 1],
    ]);
  });

  it('keeps what was set aside until it is taken', async () => {
    const { handle, taken, down, aside, again } = given();
    down.add('first');
    await handle(ready());
    expect(await again(aside())).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
    expect(taken.first).toEqual([]);
  });

  it('sets aside whole what it cannot read, and goes on with the rest', async () => {
    const { handle, taken, aside } = given();
    const { version: _, ...rest } = anItem({}, '1');
    const broken = aChange({ ...rest, version: { S: 'x' } }, undefined);
    expect(await handle(broken, ready())).toEqual({ batchItemFailures: [] });
    expect(aside()).toEqual([{ record: broken, missing: undefined }]);
    expect(taken.first).toHaveLength(1);
  });

  it('has the stream give again what it could not even set aside, and all that came after it', async () => {
    const { handle, down } = given();
    down.add('first').add('aside');
    const changes = [aChange(undefined, anItem()), ready(), deleted()];
    const from = changes[1]!.dynamodb!.SequenceNumber;
    expect(await handle(...changes)).toEqual({ batchItemFailures: [{ itemIdentifier: from }] });
  });

  it('gives what was set aside to receivers that still are, and forgets those that went', async () => {
    const { again, taken } = given();
    expect(await again([{ record: deleted(), missing: ['gone', 'second'] }])).toEqual({
      batchItemFailures: [],
    });
    expect([taken.first, taken.second].map((messages) => messages!.length)).toEqual([0, 1]);
  });
});
