import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { restClient } from '../../support/api.ts';
import { startUsersRun, type UsersRun } from '../../support/users-run.ts';

let run: UsersRun;
beforeAll(async () => {
  run = await startUsersRun();
});
afterAll(() => run.stop());
beforeEach(() => run.issuer.be('well'));

const bearer = async (minted: Parameters<UsersRun['issuer']['mint']>[0] = {}) =>
  run.bearing(`Bearer ${await run.issuer.mint(minted)}`);
const post = { filename: 'a.png' };
const MISSING = '00000000-0000-4000-8000-000000000000';

/** The one error shape, with a page’s right to read it. */
const shaped = (code: string) => ({ code, message: expect.any(String), requestId: expect.any(String) });

describe('a person with an access token', () => {
  it('creates, reads, lists, edits and deletes own records, and nobody else’s', async () => {
    const [ann, ben] = [await run.as('ann'), await run.as('ben')];
    const { status, headers, body } = await ann.post('/metadata', post);
    expect(status).toBe(201);
    const { id, userId } = body.metadata;
    expect(userId).toMatch(/^[\w-]{43}$/);
    expect(headers.get('location')).toBe(`/v1/my/metadata/${id}`);
    for (const path of [`/metadata/${id}`, `/metadata/${MISSING}`]) {
      for (const reply of [await ben.get(path), await ben.put(path, { title: 'x' }), await ben.remove(path)])
        expect([reply.status, reply.body]).toEqual([404, shaped('NotFound')]);
    }
    expect((await ben.get('/metadata')).body.metadata).toEqual([]);
    expect((await ben.get(`/metadata?userId=${userId}`)).status).toBe(400);
    expect((await ann.get('/metadata')).body.metadata.map((each: { id: string }) => each.id)).toEqual([id]);
    expect((await ann.put(`/metadata/${id}`, { title: 'mine' })).status).toBe(200);
    expect((await restClient(run).get(`/metadata/${id}?userId=${userId}`)).body.metadata.title).toBe('mine');
    expect((await ann.remove(`/metadata/${id}`)).status).toBe(204);
  });

  it('has no API key’s paths, and an API key has no person’s', async () => {
    const token = `Bearer ${await run.issuer.mint()}`;
    const outside = restClient({ baseUrl: run.baseUrl, headers: { authorization: token } });
    expect((await outside.get('/metadata')).status).toBe(403);
    expect((await outside.post('/api/upload_url', { userId: 'a', imageId: 'b' })).status).toBe(403);
    expect((await restClient(run).get('/my/metadata')).status).toBe(401);
    expect((await (await run.as('ann')).post('/api/upload_url', { userId: 'a', imageId: 'b' })).status).toBe(
      404,
    );
  });

  it('is one and the same by any good token, also of a rotated key, without a deployment', async () => {
    const owner = async () => (await (await run.as('ann')).post('/metadata', post)).body.metadata.userId;
    const before = await owner();
    run.issuer.rotate();
    expect(await owner()).toBe(before);
  });

  it('is told of a method that there is not, by name', async () => {
    const { status, headers, body } = await (await run.as('ann')).call('PATCH', '/metadata', {});
    expect([status, body.code, headers.get('allow')]).toEqual([
      405,
      'MethodNotAllowed',
      'GET, POST, DELETE, OPTIONS',
    ]);
  });
});

describe('a page', () => {
  it('may send a token, and read the answer', async () => {
    const response = await fetch(`${run.baseUrl}/my/metadata`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://a.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(response.headers.get('access-control-allow-headers')).toMatch(/\bauthorization\b/i);
    expect(response.ok).toBe(true);
  });
});

describe('a token that ends while its admission is kept', () => {
  it('is 401 from then on', async () => {
    const client = await bearer({ seconds: 2 });
    expect((await client.get('/metadata')).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const { status, body } = await client.get('/metadata');
    expect([status, body]).toEqual([401, shaped('Unauthorized')]);
  });
});

describe('200 requests at once of two people', () => {
  it('mix nothing', async () => {
    const people = [await run.as('cleo'), await run.as('dan')];
    const replies = await Promise.all(
      Array.from({ length: 200 }, async (_, at) => {
        const { status, body } = await people[at % 2]!.post('/metadata', post, {
          'idempotency-key': `same-${at >> 1}`,
        });
        return { status, id: body.metadata?.id, owner: body.metadata?.userId, who: at % 2 };
      }),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map(({ id }) => id)).size).toBe(200);
    const owners = [0, 1].map(
      (who) => new Set(replies.filter((each) => each.who === who).map(({ owner }) => owner)),
    );
    expect(owners.map(({ size }) => size)).toEqual([1, 1]);
    for (const [who, person] of people.entries()) {
      const { body } = await person.get('/metadata?limit=100');
      expect(body.metadata).toHaveLength(100);
      expect(new Set(body.metadata.map((each: { userId: string }) => each.userId))).toEqual(owners[who]);
    }
  });
});

describe('an issuer that cannot be reached', () => {
  it.each(['gone', 500] as const)('is 503 with Retry-After, no 401: %s', async (condition) => {
    const broken = await startUsersRun();
    try {
      broken.issuer.be(condition);
      const { status, headers, body } = await (await broken.as('ann')).get('/metadata');
      expect([status, body]).toEqual([503, shaped('SignInUnavailable')]);
      expect(headers.get('retry-after')).toBe('5');
      expect(headers.get('www-authenticate')).toBeNull();
      expect((await restClient(broken).get('/metadata')).status).toBe(200);
    } finally {
      await broken.stop();
    }
  });

  it('is 503 for a key that nobody knows yet, and nothing to those whose key is known', async () => {
    const ann = await run.as('ann');
    expect((await ann.get('/metadata')).status).toBe(200);
    run.issuer.be('gone');
    const known = await run.as('ann');
    run.issuer.rotate();
    const unknown = await (await run.as('ann')).get('/metadata');
    expect([unknown.status, unknown.body]).toEqual([503, shaped('SignInUnavailable')]);
    expect((await known.get('/metadata')).status).toBe(200);
  });
});

describe('tickets an hour', () => {
  it('are counted for each person', async () => {
    const limited = await startUsersRun({ ticketsPerHour: 2 });
    try {
      const [ann, ben] = [await limited.as('ann'), await limited.as('ben')];
      const statuses = [];
      for (let at = 0; at < 3; at++) statuses.push((await ann.post('/metadata', post)).status);
      expect(statuses).toEqual([201, 201, 429]);
      const { body, headers } = await (await limited.as('ann')).post('/metadata', post);
      expect(body).toEqual(shaped('HourlyLimitReached'));
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await ben.post('/metadata', post)).status).toBe(201);
    } finally {
      await limited.stop();
    }
  });
});
