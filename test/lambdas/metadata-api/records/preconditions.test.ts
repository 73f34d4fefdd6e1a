import { describe, expect, it } from 'vitest';
import { MAX_USED_TICKETS } from '../../../../contract/fields.ts';
import { startHarness } from '../support/start.ts';
import { usedTickets } from '../support/used-tickets.ts';

const api = await startHarness();
const { table } = api;

const times = (count: number) => Array.from({ length: count }, (_, at) => at);
const put = (id: string, body: object, headers = {}) => api.call('PUT', `/metadata/${id}`, { body, headers });
const read = async (id: string) => (await api.call('GET', `/metadata/${id}`)).body.metadata;

describe('If-Match', () => {
  it('lets 200 concurrent editors lose nothing: what answered 200 is in the record, and no more', async () => {
    const id = await api.create();
    const outcomes = await Promise.all(
      times(200).map(async (editor) => {
        for (let attempt = 0; attempt < 3; attempt++) {
          const current = await read(id);
          const count = (current.attributes?.count ?? 0) + 1;
          const reply = await put(id, { attributes: { count } }, { 'If-Match': `"${current.version}"` });
          if (reply.status === 200) return { editor, version: reply.body.metadata.version };
          expect(reply).toMatchObject({ status: 412, body: { code: 'PreconditionFailed' } });
          expect(reply.body.version).toBeGreaterThan(current.version);
        }
        return undefined;
      }),
    );
    const accepted = outcomes.filter((outcome) => outcome !== undefined);
    const record = await read(id);
    expect(accepted.length).toBeGreaterThan(0);
    expect(record.attributes.count).toBe(accepted.length);
    expect(record.version).toBe(1 + accepted.length);
    expect(new Set(accepted.map(({ version }) => version)).size).toBe(accepted.length);
  }, 120_000);

  it('counts every editor who tries until it succeeds, while no upload can be taken too', async () => {
    const id = await api.create();
    await table.set(id, { used: usedTickets(MAX_USED_TICKETS, Date.now() + 60_000) });
    await Promise.all(
      times(25).map(async () => {
        for (let status = 0; status !== 200; ) {
          const { version, attributes = { count: 0 } } = await read(id);
          const edit = { attributes: { count: attributes.count + 1 } };
          ({ status } = await put(id, edit, { 'If-Match': `"${version}"` }));
        }
      }),
    );
    expect(await read(id)).toMatchObject({ version: 26, attributes: { count: 25 } });
  });

  it.each([
    ['the current tag', '"1"', 200],
    ['any', '*', 200],
    ['a list with the current tag', '"7", "1"', 200],
    ['a list with empty elements', ', "7",, "1",', 200],
    ['a stale tag', '"2"', 412],
    ['a weak tag', 'W/"1"', 412],
  ])('takes %s as %s: %i', async (_, ifMatch, status) => {
    const id = await api.create();
    expect((await put(id, { title: 'x' }, { 'if-match': ifMatch })).status).toBe(status);
    expect((await read(id)).version).toBe(status === 200 ? 2 : 1);
  });

  it('guards DELETE', async () => {
    const id = await api.create();
    const stale = await api.call('DELETE', `/metadata/${id}`, { headers: { 'If-Match': '"2"' } });
    expect(stale).toMatchObject({ status: 412, body: { version: 1 } });
    expect(await api.call('DELETE', `/metadata/${id}`, { headers: { 'If-Match': '"1"' } })).toMatchObject({
      status: 204,
    });
  });
});
