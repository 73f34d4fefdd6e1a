import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startHarness } from '../support/start.ts';

const api = await startHarness();

const pathOf = (id: string, userId: string) => `/metadata/${id}?userId=${encodeURIComponent(userId)}`;
const read = async (id: string) => (await api.call('GET', `/metadata/${id}`)).body.metadata;
const withoutRequest = ({ requestId: _, ...body }: Record<string, unknown>) => body;

const ANN = 'ann';
const BEN = 'ben';
const MISSING = '00000000-0000-4000-8000-000000000000';

describe('?userId=', () => {
  const calls = [
    ['GET', {}],
    ['PUT', { body: { title: 'mine' } }],
    ['PUT', { body: {} }],
    ['PUT', { body: { tags: { add: ['x'] } }, headers: { 'If-Match': '"1"' } }],
    ['PUT', { body: { title: 'mine' }, headers: { 'If-Match': '"99"' } }],
    ['DELETE', {}],
    ['DELETE', { headers: { 'If-Match': '"1"' } }],
    ['DELETE', { headers: { 'If-Match': '"99"' } }],
  ] as const;

  it.each(calls)(
    'lets nobody else %s %j, and does not tell that the record is there',
    async (method, call) => {
      const id = await api.create({ userId: ANN, title: 'hers' });
      const unowned = await api.create({ title: 'nobody’s' });
      const [before, beforeUnowned] = [await read(id), await read(unowned)];
      const missing = await api.call(method, pathOf(MISSING, BEN), call);
      for (const reply of [
        await api.call(method, pathOf(id, BEN), call),
        await api.call(method, pathOf(id, 'Ann'), call),
        await api.call(method, pathOf(unowned, BEN), call),
      ]) {
        expect(reply.status).toBe(404);
        expect(withoutRequest(reply.body)).toEqual(withoutRequest(missing.body));
      }
      expect([await read(id), await read(unowned)]).toEqual([before, beforeUnowned]);
    },
  );

  it.each([
    ['GET', {}, 200],
    ['PUT', { body: { title: 'mine' } }, 200],
    ['PUT', { body: { title: 'mine' }, headers: { 'If-Match': '"99"' } }, 412],
    ['DELETE', { headers: { 'If-Match': '"99"' } }, 412],
    ['DELETE', { headers: { 'If-Match': '"1"' } }, 204],
    ['DELETE', {}, 204],
  ] as const)('lets the owner %s %j: %i', async (method, call, status) => {
    const id = await api.create({ userId: 'ö n' });
    expect((await api.call(method, pathOf(id, 'ö n'), call)).status).toBe(status);
  });

  it.each([
    ['', 'userId='],
    ['that is too long', `userId=${'x'.repeat(257)}`],
    ['twice', 'userId=ann&userId=ben'],
  ])('%s is told, and nothing is done', async (_, query) => {
    const id = await api.create({ userId: ANN });
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const reply = await api.call(method, `/metadata/${id}?${query}`);
      expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: 'userId' }] } });
    }
    expect((await read(id)).version).toBe(1);
  });

  it('holds while the limits of a record are near, and others keep editing it', async () => {
    const id = await api.create({ userId: ANN, tags: Array.from({ length: 50 }, (_, at) => `tag${at}`) });
    const edits = Array.from({ length: 20 }, (_, at) =>
      api.call('PUT', pathOf(id, at % 2 ? ANN : BEN), {
        body: { tags: { add: [`new${at}`], remove: [`tag${at}`] } },
      }),
    );
    const statuses = (await Promise.all(edits)).map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: 20 }, (_, at) => (at % 2 ? 200 : 404)));
    const { tags } = await read(id);
    expect(tags.filter((tag: string) => tag.startsWith('new')).length).toBe(10);
  });

  it('keeps two owners apart whatever they do at once', async () => {
    const step = fc.record({
      of: fc.constantFrom(ANN, BEN),
      by: fc.constantFrom(ANN, BEN),
      method: fc.constantFrom('GET', 'PUT', 'DELETE'),
      title: fc
        .string({ minLength: 1, maxLength: 5, unit: 'grapheme-ascii' })
        .map((text) => `t${text.trim()}`),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const ids: Record<string, string> = {
          [ANN]: await api.create({ userId: ANN }),
          [BEN]: await api.create({ userId: BEN }),
        };
        const replies = await Promise.all(
          steps.map(({ of, by, method, title }) =>
            api.call(method, pathOf(ids[of]!, by), method === 'PUT' ? { body: { title } } : {}),
          ),
        );
        for (const [at, { of, by }] of steps.entries()) {
          if (of !== by) expect(replies[at]!.status).toBe(404);
        }
        for (const owner of [ANN, BEN]) {
          const own = steps.filter(({ of, by }) => of === owner && by === owner);
          const { metadata } = (await api.call('GET', `/metadata/${ids[owner]}`)).body;
          expect(metadata === undefined).toBe(own.some(({ method }) => method === 'DELETE'));
          if (!metadata?.title) continue;
          expect(own.filter(({ method }) => method === 'PUT').map(({ title }) => title)).toContain(
            metadata.title,
          );
        }
      }),
      { numRuns: 25 },
    );
  });
});
