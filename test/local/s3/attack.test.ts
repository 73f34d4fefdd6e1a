import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepted } from '../../support/attacks/accepted.ts';
import { isJudged, titleOf } from '../../support/attacks/judged.ts';
import { type StoreTarget, startStoreTarget } from '../../support/attacks/store-target.ts';
import { attacks } from '../../support/attacks/table.ts';
import { send, sendTogether } from '../../support/attacks/wire.ts';
import { engines } from '../../support/engines.ts';

let target: StoreTarget;

beforeAll(async () => {
  target = await startStoreTarget();
});
afterAll(() => target.close());

describe(`a ticket in wrong hands, on ${engines.real ? 'Ceph RGW' : 'the embedded S3'}`, () => {
  it('is tried in at least 60 ways, each with a name of its own', () => {
    const titles = attacks.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.length).toBeGreaterThanOrEqual(60);
  });

  for (const attack of attacks) {
    it.runIf(isJudged(attack))(`refuses ${titleOf(attack)}`, async () => {
      const wire = await target.ticket(attack.ticket, attack.clock);
      await attack.change?.(wire, target);
      const before = await target.stored();

      const reply = await send(wire);

      expect(reply.status).toBeGreaterThanOrEqual(400);
      if (!engines.real) {
        const answer = typeof attack.refusedWith === 'number' ? reply.status : reply.code;
        expect(answer).toBe(attack.refusedWith);
      }
      expect(reply.body).not.toContain('<Contents>');
      expect(await target.stored()).toEqual(before);
    });
  }
});

describe('what must be accepted', () => {
  for (const good of accepted) {
    it.runIf(isJudged(good))(`accepts ${titleOf(good)}`, async () => {
      const wire = await target.ticket(good.ticket, good.clock);
      await good.change?.(wire, target);
      const before = await target.stored();

      const reply = await send(wire);

      expect(reply.status, reply.body).toBe(good.status);
      expect(reply.headers).toMatchObject(good.headers ?? {});
      expect((await target.stored()).length - before.length).toBe(good.stores ? 1 : 0);
    });
  }
});

describe.runIf(!engines.real)(
  'parallel reuse (embedded only: RGW does not honour If-None-Match in a versioned bucket)',
  () => {
    it('lets exactly one of 8 win', async () => {
      const wire = await target.ticket('declared');
      const before = await target.stored();
      const replies = await sendTogether(Array(8).fill(wire));
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(replies.filter(({ code }) => code === 'PreconditionFailed')).toHaveLength(7);
      expect((await target.stored()).length).toBe(before.length + 1);
    });
  },
);
