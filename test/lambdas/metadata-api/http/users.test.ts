import { beforeEach, describe, expect, it } from 'vitest';
import { USER_PATHS } from '../../../../contract/paths.ts';
import { create, END, listed, people, person } from '../support/people.ts';
import { startHarness } from '../support/start.ts';

const api = await startHarness();
beforeEach(() => api.table.clear());

const { ann, ben, admin } = people(api);

describe('/my', () => {
  it('is a person’s own records, which are those of its owner for the administrator', async () => {
    const { id, userId } = await create(ann);
    expect(userId).toBe('owner-of-ann');
    expect((await ann('GET', `/metadata/${id}`)).body.metadata).toMatchObject({ id, userId });
    expect(await listed(ann)).toEqual([id]);
    expect(await listed(admin, '?userId=owner-of-ann')).toEqual([id]);
    expect((await admin('GET', `/metadata/${id}`)).status).toBe(200);
    expect((await ann('PUT', `/metadata/${id}`, { body: { title: 'x' } })).status).toBe(200);
    expect((await ann('DELETE', `/metadata/${id}`)).status).toBe(204);
  });

  it('tells where a record is by the person’s own path', async () => {
    const reply = await ann('POST', '/metadata', { body: { filename: 'a.png' } });
    expect(reply.headers.Location).toBe(`/v1/my/metadata/${reply.body.metadata.id}`);
  });

  it.each([
    ['GET', {}],
    ['PUT', { body: { title: 'mine' } }],
    ['PUT', { body: {}, headers: { 'If-Match': '"1"' } }],
    ['PUT', { body: { title: 'x' }, headers: { 'If-Match': '"9"' } }],
    ['DELETE', {}],
    ['DELETE', { headers: { 'If-Match': '"9"' } }],
  ] as const)(
    'has nothing of others: %s %j is 404, as for a record that is not there',
    async (method, call) => {
      const hers = (await create(ann)).id;
      const nobodys = await api.create();
      const before = await api.table.dump();
      const missing = await ben(method, '/metadata/00000000-0000-4000-8000-000000000000', call);
      for (const id of [hers, nobodys]) {
        const { status, body } = await ben(method, `/metadata/${id}`, call);
        expect([status, body.code, body.message]).toEqual([404, missing.body.code, missing.body.message]);
      }
      const records = (await api.table.dump()).filter(({ version }) => version);
      expect(records).toEqual(before.filter(({ version }) => version));
    },
  );

  it.each(['?userId=owner-of-ann', '?userId=', '?userId=a&userId=b', '?ticketsPerHour=1000000'])(
    'takes no word on whose it is: %s',
    async (query) => {
      const { id } = await create(ann);
      const calls = [
        ben('GET', `/metadata/${id}${query}`),
        ben('PUT', `/metadata/${id}${query}`, { body: {} }),
        ben('DELETE', `/metadata/${id}${query}`),
        ben('GET', `/metadata${query}`),
        ben('POST', `/metadata${query}`, { body: { filename: 'a.png' } }),
      ];
      for (const { status } of await Promise.all(calls)) expect(status).toBe(400);
      expect(await listed(ann)).toEqual([id]);
    },
  );

  it.each(['owner-of-ann', 'owner-of-ben', null, 7])('takes no userId in a body: %j', async (userId) => {
    const { id } = await create(ann);
    const body = { filename: 'a.png', userId };
    const problem = { status: 400, body: { errors: [{ path: 'userId', message: 'is not a known field' }] } };
    expect(await ben('POST', '/metadata', { body })).toMatchObject(problem);
    expect((await ann('PUT', `/metadata/${id}`, { body: { userId } })).status).toBe(400);
    expect(await listed(ben)).toEqual([]);
  });

  it.each([[[]], ['text'], [7], ['null']])('says that a body must be an object: %j', async (body) => {
    const { status, body: answer } = await ann('POST', '/metadata', { body });
    expect([status, answer.code]).toEqual([400, 'ValidationFailed']);
  });

  it('keeps the cursors of one person from another', async () => {
    for (let at = 0; at < 3; at++) await create(ann);
    const { nextCursor } = (await ann('GET', '/metadata?limit=1')).body;
    expect((await ann('GET', `/metadata?limit=1&cursor=${nextCursor}`)).status).toBe(200);
    expect((await ben('GET', `/metadata?limit=1&cursor=${nextCursor}`)).status).toBe(400);
  });

  it('keeps images of one name apart', async () => {
    const hers = await create(ann, { imageId: 'avatar' });
    const his = await create(ben, { imageId: 'avatar' });
    expect(hers.id).not.toBe(his.id);
    expect(await listed(ann, '?imageId=avatar')).toEqual([hers.id]);
    expect((await ann('POST', '/metadata', { body: { filename: 'a', imageId: 'avatar' } })).status).toBe(409);
  });

  it('keeps the Idempotency-Keys of people apart, from each other and from those of API keys', async () => {
    const headers = { 'Idempotency-Key': 'k' };
    const [hers, again, his] = [
      await create(ann, {}, headers),
      await create(ann, {}, headers),
      await create(ben, {}, headers),
    ];
    expect(again.id).toBe(hers.id);
    const call = { body: { filename: 'a.png', userId: 'owner-of-ann' }, headers };
    const keyed = await Promise.all(
      ['owner-of-ann', 'owner', ''].map((apiKeyId) => api.call('POST', '/metadata', { ...call, apiKeyId })),
    );
    const ids = keyed.map(({ body }) => body.metadata.id);
    expect(new Set([hers.id, his.id, ...ids]).size).toBe(5);
  });

  it('counts the tickets of each person', async () => {
    const limited = { authorizer: person('owner-of-cleo', { ticketsPerHour: '2' }) };
    const post = () => api.call('POST', '/my/metadata', { ...limited, body: { filename: 'a.png' } });
    const [first] = [await post(), await post()];
    const third = await post();
    expect(third).toMatchObject({ status: 429, body: { code: 'HourlyLimitReached' } });
    expect(Number(third.headers['Retry-After'])).toBeGreaterThan(0);
    const path = `/my/metadata/${first.body.metadata.id}`;
    expect((await api.call('PUT', path, { ...limited, body: { size: 5 } })).status).toBe(429);
    expect((await api.call('PUT', path, { ...limited, body: { title: 'x' } })).status).toBe(200);
    await create(ann);
  });
});

describe('a request of a person whose token has ended', () => {
  it.each([END - 3600, 1])('is 401, though API Gateway kept the answer: %d', async (expiresAt) => {
    const authorizer = person('owner-of-ann', { expiresAt: String(expiresAt) });
    const reply = await api.call('POST', '/my/metadata', { authorizer, body: { filename: 'a.png' } });
    expect(reply).toMatchObject({
      status: 401,
      body: { code: 'Unauthorized', requestId: expect.any(String) },
    });
    expect(await api.table.dump()).toEqual([]);
  });
});

describe('a route of users without a user', () => {
  const { owner, expiresAt, ticketsPerHour } = person('owner-of-ann');
  const calls = Object.entries(USER_PATHS).flatMap(([path, methods]) =>
    methods.map((method) => [method, path] as const),
  );

  it.each([
    undefined,
    {},
    { owner: '', expiresAt, ticketsPerHour },
    { owner, ticketsPerHour },
    { owner, expiresAt: 'soon', ticketsPerHour },
    { owner, expiresAt },
    { owner, expiresAt, ticketsPerHour: '0' },
    { expiresAt, ticketsPerHour, principalId: owner },
  ])('is a fault of the service, never the administrator: %j', async (authorizer) => {
    const id = await api.create();
    const before = await api.table.dump();
    for (const [method, path] of calls) {
      const body = method === 'POST' || method === 'PUT' ? { body: { filename: 'a.png' } } : {};
      const { status, body: answer } = await api.call(method, path.replace('{id}', id), {
        ...body,
        authorizer,
      });
      expect([status, answer.code]).toEqual([500, 'InternalError']);
    }
    expect(await api.table.dump()).toEqual(before);
  });
});
