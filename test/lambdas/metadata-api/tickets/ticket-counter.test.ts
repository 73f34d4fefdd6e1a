import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startHarness } from '../support/start.ts';

const api = await startHarness();

const HOUR = 3_600_000;
const START = 500_000 * HOUR + 600_000;

beforeEach(async () => {
  await api.table.clear();
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => vi.useRealTimers());

const post = (userId: string | undefined, limit: unknown, headers: Record<string, string> = {}) =>
  api.call('POST', `/metadata?ticketsPerHour=${limit}`, { body: { filename: 'a.png', userId }, headers });
const put = (id: string, body: object, limit = 3) =>
  api.call('PUT', `/metadata/${id}?userId=ann&ticketsPerHour=${limit}`, { body });
const times = (count: number) => Array.from({ length: count }, (_, at) => at);
const statuses = (replies: { status: number }[]) => replies.map(({ status }) => status).sort();

describe('tickets an hour', () => {
  it('are as many as the limit, though all ask at once, and the rest are told when to come back', async () => {
    const replies = await Promise.all(times(10).map(() => post('ann', 3)));
    expect(statuses(replies)).toEqual([201, 201, 201, ...times(7).map(() => 429)]);
    const refused = replies.find(({ status }) => status === 429)!;
    expect(refused.body).toMatchObject({ code: 'HourlyLimitReached', message: expect.stringContaining('3') });
    expect(refused.headers['Retry-After']).toBe('3000');
    const records = (await api.table.dump()).filter(({ version }) => version);
    expect(records).toHaveLength(3);
  });

  it('are counted for each owner alone', async () => {
    expect((await post('ann', 1)).status).toBe(201);
    expect((await post('ann', 1)).status).toBe(429);
    expect((await post('ben', 1)).status).toBe(201);
    expect((await post('ann#', 1)).status).toBe(201);
  });

  it('begin anew with the hour, and what was counted expires', async () => {
    expect((await post('ann', 1)).status).toBe(201);
    vi.setSystemTime(START + HOUR - 600_000 - 1);
    expect((await post('ann', 1)).headers['Retry-After']).toBe('1');
    vi.setSystemTime(START + HOUR - 600_000);
    expect((await post('ann', 1)).status).toBe(201);
    const counters = (await api.table.dump()).filter(({ id }) => id!.S!.startsWith('tickets#'));
    expect(counters.map(({ expiresAt }) => Number(expiresAt!.N))).toEqual([
      (500_000 * HOUR + HOUR) / 1000,
      (500_000 * HOUR + 2 * HOUR) / 1000,
    ]);
  });

  it('count tickets that replace an image, and no edits: those get none', async () => {
    const id = await api.create({ userId: 'ann' });
    for (const limit of [2, 2]) expect((await put(id, {}, limit)).body.preSignedUrl).not.toBeNull();
    expect((await put(id, { size: 5 }, 2)).status).toBe(429);
    const edited = await put(id, { title: 'x' }, 2);
    expect(edited).toMatchObject({ status: 200, body: { metadata: { title: 'x' }, preSignedUrl: null } });
    expect((await put(id, { title: 'y', size: 5 }, 2)).status).toBe(429);
    expect((await api.call('GET', `/metadata/${id}`)).body.metadata.title).toBe('x');
  });

  it('are not counted for the repeats of a request, which get the same one', async () => {
    const again = () => post('ann', 2, { 'Idempotency-Key': 'k' });
    const first = await again();
    expect(statuses([first, await again(), await again()])).toEqual([201, 201, 201]);
    expect((await post('ann', 2)).status).toBe(201);
    expect((await post('ann', 2, { 'Idempotency-Key': 'l' })).status).toBe(429);
    expect((await post('ann', 2, { 'Idempotency-Key': 'l' })).status).toBe(429);
    expect((await again()).body.metadata.id).toBe(first.body.metadata.id);
  });

  it('without an owner are told before a key is remembered', async () => {
    const key = { 'Idempotency-Key': 'k' };
    expect((await post(undefined, 2, key)).body.errors).toEqual([
      { path: 'userId', message: expect.any(String) },
    ]);
    expect(await api.table.dump()).toEqual([]);
  });

  it('are nothing that can be read, changed, listed or deleted as a record', async () => {
    await post('ann', 5);
    const counter = (await api.table.dump()).find(({ id }) => id!.S!.startsWith('tickets#'))!.id!.S!;
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const reply = await api.call(method, `/metadata/${encodeURIComponent(counter)}`);
      expect(reply.status).toBe(400);
    }
    expect((await api.call('GET', '/metadata')).body.metadata).toHaveLength(1);
    expect((await api.call('GET', '/metadata?userId=ann')).body.metadata).toHaveLength(1);
  });

  it.each(['0', '-1', '1.5', 'x', '', '9999999999999999'])(
    'a limit of “%s” is told, and nothing is made',
    async (limit) => {
      const reply = await post('ann', limit);
      expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: 'ticketsPerHour' }] } });
      expect(await api.table.dump()).toEqual([]);
    },
  );

  it('want an owner to count for', async () => {
    const id = await api.create();
    for (const reply of [
      await post(undefined, 5),
      await api.call('PUT', `/metadata/${id}?ticketsPerHour=5`, { body: {} }),
    ]) {
      expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: 'userId' }] } });
    }
  });
});
