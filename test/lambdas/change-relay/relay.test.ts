import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toEraseItem } from '../../../lambdas/shared/following/erase-request.ts';
import type { WebhookMessage } from '../../../lambdas/shared/following/webhook-message.ts';
import { deleted, givenRelay, ready } from './given-relay.ts';
import { aChange, anItem, ID } from './records.ts';

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

describe('the relay', () => {
  it('tells the cleaner of a record of release 0.1.0 too, which has no incarnation', async () => {
    const { handle, taken } = givenRelay();
    const { incarnation: _, ...old } = anItem({ version: 2 }, '1');
    await handle(aChange(old, undefined));
    expect(taken.cleaning).toMatchObject([{ kind: 'vanished', id: ID, images: [{}] }]);
    await handle(aChange(old, { ...old, version: { N: '3' } }));
    expect(taken.cleaning).toHaveLength(1);
  });

  it('tells each receiver of what it wants, under one id, and the cleaner of what went', async () => {
    const { handle, taken, aside } = givenRelay();
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
    const { handle, taken } = givenRelay();
    const change = deleted();
    await handle(change);
    const once = structuredClone(taken);
    await handle(change);
    for (const [name, messages] of Object.entries(once))
      expect(taken[name]).toEqual([...messages, ...messages]);
  });

  it('says nothing of items that are no records', async () => {
    const { handle, taken } = givenRelay();
    const other = (fields: object) => ({ id: { S: 'request#1' }, ...fields });
    await handle(
      aChange(undefined, other({})),
      aChange(other({}), other({ deleted: { BOOL: true } })),
      aChange(other({}), undefined),
    );
    expect(Object.values(taken).flat()).toEqual([]);
  });

  it('hands erase requests to the cleaner, new ones and renewed ones', async () => {
    const { handle, taken } = givenRelay();
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
    const { handle, taken } = givenRelay();
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
    const { handle, taken } = givenRelay();
    await handle(
      aChange(anItem({ version: 2 }, '1'), anItem({ incarnation: 'klmnopqrst', version: 5 }, '7')),
    );
    expect(taken.cleaning).toMatchObject([{ kind: 'vanished', incarnation: 'abcdefghij' }]);
    expect(taken.bus).toMatchObject([{ type: 'image.deleted' }]);
  });
});
