import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accepted } from '../support/attacks/accepted.ts';
import { type ApiTarget, startApiTarget } from '../support/attacks/api-target.ts';
import { isJudged, titleOf } from '../support/attacks/judged.ts';
import { attacks } from '../support/attacks/table.ts';
import { send, sendTogether } from '../support/attacks/wire.ts';
import { engines } from '../support/engines.ts';

let target: ApiTarget;

beforeAll(async () => {
  target = await startApiTarget();
});
afterAll(() => target.close());
beforeEach(() => target.forget());

describe('a ticket from POST /metadata in wrong hands', () => {
  for (const attack of attacks) {
    it.runIf(isJudged(attack))(
      `refuses ${titleOf(attack)}; nothing is stored, no record changes`,
      async () => {
        const wire = await target.ticket(attack.ticket, attack.clock);
        await attack.change?.(wire, target);
        const [stored, records] = [await target.stored(), await target.records()];

        const reply = await send(wire);

        expect(reply.status).toBeGreaterThanOrEqual(400);
        if (!engines.real) {
          expect(typeof attack.refusedWith === 'number' ? reply.status : reply.code).toBe(attack.refusedWith);
        }
        expect(await target.stored()).toEqual(stored);
        expect(await target.records()).toEqual(records);
      },
    );
  }
});

describe('what must be accepted', () => {
  for (const good of accepted.filter(({ body }) => body !== 'other')) {
    it.runIf(isJudged(good))(`accepts ${titleOf(good)}`, async () => {
      const wire = await target.ticket(good.ticket, good.clock);
      await good.change?.(wire, target);

      const reply = await send(wire);

      expect(reply.status, reply.body).toBe(good.status);
      expect(reply.headers).toMatchObject(good.headers ?? {});
      if (good.stores) expect(await target.ready(wire)).toMatchObject({ isUploaded: true, width: 256 });
    });
  }
});

describe.runIf(!engines.real)(
  'parallel reuse (embedded only: RGW does not honour If-None-Match in a versioned bucket)',
  () => {
    it('lets exactly one of 8 win, and the record counts one image', async () => {
      const wire = await target.ticket('declared');
      const replies = await sendTogether(Array(8).fill(wire));
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(replies.filter(({ code }) => code === 'PreconditionFailed')).toHaveLength(7);
      expect(await target.ready(wire)).toMatchObject({ contentVersion: 1 });
      const key = wire.path.slice(`/${target.bucket}/`.length);
      expect((await target.stored()).filter((version) => version.startsWith(`${key} `))).toHaveLength(1);
    });
  },
);
