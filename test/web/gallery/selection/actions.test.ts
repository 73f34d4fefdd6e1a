import { describe, expect, it } from 'vitest';
import type { Ticket, UpdateBody } from '../../../../client/types.ts';
import { tagAll } from '../../../../web/gallery/selection/actions.ts';
import { someMetadata } from '../../metadata.ts';

describe('tagging', () => {
  const given = () => {
    const sent: [string, UpdateBody | undefined][] = [];
    const put: string[] = [];
    const client = {
      get: () => Promise.reject(new Error('not asked for')),
      update: async (id: string, body?: UpdateBody): Promise<Ticket> => {
        sent.push([id, body]);
        return { metadata: someMetadata({ id, version: 9 }), preSignedUrl: {} as Ticket['preSignedUrl'] };
      },
    };
    const records = {
      putAll: (metadata: { id: string }[]) => put.push(...metadata.map(({ id }) => id)) > 0,
    };
    return { sent, put, service: { client, records } };
  };
  const options = { signal: new AbortController().signal, onProgress: () => undefined };
  const chosen = [someMetadata({ id: 'a', tags: ['sea'] }), someMetadata({ id: 'b' })];

  it('adds tags as a difference, and only where they are missing, and counts what was done alone', async () => {
    const { sent, put, service } = given();
    const outcome = await tagAll(service, chosen, 'add', ['sea', 'sky'], options);
    expect(outcome).toEqual({ total: 2, done: 2, failures: [] });
    expect(sent).toEqual([
      ['a', { tags: { add: ['sky'] } }],
      ['b', { tags: { add: ['sea', 'sky'] } }],
    ]);
    expect(put).toEqual(['a', 'b']);
    expect(await tagAll(service, chosen, 'add', ['sea'], options)).toMatchObject({ done: 1, soAlready: 1 });
  });

  it('takes the tag away only where it is', async () => {
    const { sent, service } = given();
    const outcome = await tagAll(service, chosen, 'remove', ['sea'], options);
    expect(outcome).toEqual({ total: 2, done: 1, soAlready: 1, failures: [] });
    expect(sent).toEqual([['a', { tags: { remove: ['sea'] } }]]);
  });
});
