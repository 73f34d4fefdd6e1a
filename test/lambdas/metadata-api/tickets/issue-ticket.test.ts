import { afterEach, describe, expect, it, vi } from 'vitest';
import { startHarness } from '../support/start.ts';
import { usedTickets } from '../support/used-tickets.ts';

const api = await startHarness();
const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
const ticketsIssued = () =>
  written.mock.calls.filter(([line]) => /"TicketsIssued":1\b/.test(String(line))).length;

afterEach(() => written.mockClear());

const named = { filename: 'a.jpg', userId: 'u', imageId: 'counted' };
const post = (body: object, key?: string) =>
  api.call('POST', '/metadata', { body, headers: key === undefined ? {} : { 'Idempotency-Key': key } });

describe('TicketsIssued', () => {
  it('counts each ticket that is handed out: of POST, a keyed POST and its repeat, PUT, and upload_url', async () => {
    expect((await post(named)).status).toBe(201);
    expect((await post({ filename: 'b.jpg' }, 'k1')).status).toBe(201);
    const repeat = await post({ filename: 'b.jpg' }, 'k1');
    expect(repeat.status).toBe(201);
    expect((await api.call('PUT', `/metadata/${repeat.body.metadata.id}`)).status).toBe(200);
    const body = { userId: 'u', imageId: 'counted' };
    expect((await api.call('POST', '/api/upload_url', { body })).status).toBe(200);
    expect(ticketsIssued()).toBe(5);
  });

  it.each([
    ['a name that is taken', () => post(named), 409],
    ['a key of another body', () => post({ filename: 'c.jpg' }, 'k1'), 409],
    ['a key of another named image', () => post({ ...named, imageId: 'other' }, 'k1'), 409],
    ['a body that is wrong', () => post({ filename: '' }), 400],
    ['a declaration that is not allowed', () => post({ filename: 'a.jpg', size: 10 ** 12 }), 400],
    ['a record that there is none of', () => api.call('PUT', `/metadata/${crypto.randomUUID()}`), 404],
  ] as const)('does not count %s, which is refused', async (_, act, status) => {
    await post(named);
    await post({ filename: 'b.jpg' }, 'k1');
    written.mockClear();
    expect((await act()).status).toBe(status);
    expect(ticketsIssued()).toBe(0);
  });

  it('does not count an edit that gets no ticket', async () => {
    const { metadata } = (await post({ filename: 'd.jpg' })).body;
    await api.table.set(metadata.id, { used: usedTickets(100, Date.now() + 60_000) });
    written.mockClear();
    const edited = await api.call('PUT', `/metadata/${metadata.id}`, { body: { title: 'x' } });
    expect(edited).toMatchObject({ status: 200, body: { preSignedUrl: null } });
    expect(ticketsIssued()).toBe(0);
  });
});
