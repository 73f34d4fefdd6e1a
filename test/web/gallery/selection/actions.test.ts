import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Image, Ticket, UpdateBody } from '../../../../client/types.ts';
import { copyAll, tagAll } from '../../../../web/gallery/selection/actions.ts';
import { someMetadata, someUrl } from '../../metadata.ts';

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

describe('copying links', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('puts them in the order of the images, and tells the life of the one that ends first', async () => {
    const copied: string[] = [];
    vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => copied.push(text) } });
    const chosen = Array.from({ length: 20 }, (_, at) => someMetadata({ id: `id${at}` }));
    const client = {
      get: async (id: string): Promise<Image> => {
        const at = Number(id.slice(2));
        // Those that are asked for first answer last.
        for (let turn = at; turn < 20; turn += 1) await undefined;
        const url = someUrl({ id, url: `https://b.test/${id}`, expiresIn: 3600 - at });
        return { metadata: someMetadata({ id }), preSignedUrl: at === 7 ? null : url };
      },
      update: () => Promise.reject(new Error('not asked for')),
    };
    const over: number[] = [];
    const { words, failures, done } = await copyAll(client, chosen, {
      signal: new AbortController().signal,
      onProgress: (now) => over.push(now),
    });
    const linked = chosen.filter((_, at) => at !== 7);
    expect(copied).toEqual([linked.map(({ id }) => `https://b.test/${id}`).join('\n')]);
    expect(words).toBe('19 links copied. They work for 59 minutes.');
    expect([done, failures.map(({ metadata }) => metadata.id)]).toEqual([19, ['id7']]);
    expect(over).toEqual(chosen.map((_, at) => at + 1));
  });
});
