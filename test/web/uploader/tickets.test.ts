import { describe, expect, it } from 'vitest';
import type { CreateBody, UpdateBody } from '../../../client/types.ts';
import { createTickets } from '../../../web/uploader/tickets.ts';
import { someMetadata, someUrl } from '../metadata.ts';

const data = new Blob(['pixels'], { type: 'image/png' });
const file = { key: 'k', name: 'Ä photo.png', type: 'image/png', data };

function givenTickets(hash: (file: Blob) => Promise<string> = async () => 'ab'.repeat(32)) {
  const calls: [string, ...unknown[]][] = [];
  const ticket = { metadata: someMetadata(), preSignedUrl: someUrl({ method: 'PUT' }) };
  const client = {
    create: async (body: CreateBody) => {
      calls.push(['create', body]);
      return ticket;
    },
    update: async (id: string, body: UpdateBody = {}) => {
      calls.push(['update', id, body]);
      return ticket;
    },
    remove: async (id: string) => {
      calls.push(['remove', id]);
    },
  };
  return { calls, tickets: createTickets(client, hash) };
}

describe('the tickets of the uploader', () => {
  it('declare size, type and SHA-256, a fit name, and the original as title', async () => {
    const { calls, tickets } = givenTickets();
    await tickets.take({ ...file, tags: ['x'] });
    expect(calls).toEqual([
      [
        'create',
        {
          filename: 'A_photo.png',
          title: 'Ä photo.png',
          tags: ['x'],
          size: 6,
          contentType: 'image/png',
          sha256: 'ab'.repeat(32),
        },
      ],
    ]);
  });

  it('renew on the same record, without hashing again', async () => {
    let hashed = 0;
    const { calls, tickets } = givenTickets(async () => {
      hashed += 1;
      return 'cd'.repeat(32);
    });
    await tickets.take(file);
    await tickets.take(file);
    expect(calls.map(([call]) => call)).toEqual(['create', 'update']);
    expect(calls[1]).toEqual([
      'update',
      someMetadata().id,
      { size: 6, contentType: 'image/png', sha256: 'cd'.repeat(32) },
    ]);
    expect(hashed).toBe(1);
  });

  it('declare no SHA-256 where the browser has none to give', async () => {
    const { calls, tickets } = givenTickets(async () => '');
    await tickets.take(file);
    expect(calls[0]?.[1]).not.toHaveProperty('sha256');
  });

  it('take the record of a cancelled file back, but not that of a finished one', async () => {
    const { calls, tickets } = givenTickets();
    await tickets.cancel('k');
    await tickets.take(file);
    expect(await tickets.cancel('k')).toBe(someMetadata().id);
    expect(await tickets.cancel('k')).toBeUndefined();
    await tickets.take(file);
    tickets.finish('k');
    expect(await tickets.cancel('k')).toBeUndefined();
    expect(calls.map(([call]) => call)).toEqual(['create', 'remove', 'create']);
  });
});
