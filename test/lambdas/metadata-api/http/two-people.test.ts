import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { listed, people } from '../support/people.ts';
import { startHarness } from '../support/start.ts';

const api = await startHarness();
beforeEach(() => api.table.clear());
const { ann, ben } = people(api);

describe('two people', () => {
  /** What one of them does to the record at this place of all that were ever made. */
  const step = fc.record({
    who: fc.constantFrom('ann', 'ben'),
    act: fc.constantFrom('create', 'keyed', 'named', 'read', 'edit', 'delete', 'list'),
    at: fc.nat(5),
  });

  it('never meet, whatever they do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        await api.table.clear();
        const made: { id: string; of: string; gone: boolean }[] = [];
        for (const { who, act, at } of steps) {
          const call = who === 'ann' ? ann : ben;
          const own = made.filter(({ of, gone }) => of === who && !gone).map(({ id }) => id);
          const record = made[at % Math.max(1, made.length)];
          if (act === 'list') expect(await listed(call)).toEqual([...own].sort());
          else if (act === 'create' || act === 'keyed' || act === 'named') {
            const headers: Record<string, string> = act === 'keyed' ? { 'Idempotency-Key': String(at) } : {};
            const body = { filename: 'a.png', ...(act === 'named' && { imageId: String(at) }) };
            const { status, body: answer } = await call('POST', '/metadata', { body, headers });
            if (status === 409) continue;
            const { id } = answer.metadata;
            const known = made.find((each) => each.id === id && !each.gone);
            expect(known?.of ?? who).toBe(who);
            if (!known) made.push({ id, of: who, gone: false });
          } else if (record) {
            const method = { read: 'GET', edit: 'PUT', delete: 'DELETE' }[act];
            const options = act === 'edit' ? { body: { title: who } } : {};
            const { status } = await call(method, `/metadata/${record.id}`, options);
            const is = made.find(({ id, gone }) => id === record.id && !gone);
            expect(status).toBe(is?.of === who ? (act === 'delete' ? 204 : 200) : 404);
            if (is?.of === who && act === 'delete') is.gone = true;
          }
        }
        for (const { userId, title } of await api.table.dump())
          if (title) expect(userId!.S).toBe(`owner-of-${title.S}`);
      }),
      { numRuns: 40 },
    );
  });

  it('mix nothing in 200 requests at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 200 }, async (_, at) => {
        const call = at % 2 ? ann : ben;
        const headers = { 'Idempotency-Key': `k-${at >> 2}` };
        const { status, body } = await call('POST', '/metadata', { body: { filename: 'a.png' }, headers });
        return { who: at % 2, status, metadata: body.metadata };
      }),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    for (const { who, metadata } of replies)
      expect(metadata.userId).toBe(who ? 'owner-of-ann' : 'owner-of-ben');
    expect(await listed(ann, '?limit=100')).toHaveLength(50);
    expect(await listed(ben, '?limit=100')).toHaveLength(50);
  });
});
