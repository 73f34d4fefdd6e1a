import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGate } from '../../../client/many/gate.ts';
import { gathering } from '../../../client/many/gather.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('gathering', () => {
  it('gives everyone their own answer, whenever they ask, and no request more than it may', async () => {
    const asker = fc.record({ after: fc.nat(20), fails: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(asker, { maxLength: 30 }), fc.nat(10), async (askers, slowness) => {
        const sizes: number[] = [];
        const ask = gathering<number, string>(
          (items) => items.length <= 7,
          async (items) => {
            sizes.push(items.length);
            await pause(slowness);
            return items.map((at) => (askers[at]!.fails ? new Error(`no ${at}`) : `yes ${at}`));
          },
        );
        const answers = await Promise.all(
          askers.map(async ({ after }, at) => {
            await pause(after);
            return ask(at).catch(({ message }: Error) => message);
          }),
        );
        expect(answers).toEqual(askers.map(({ fails }, at) => `${fails ? 'no' : 'yes'} ${at}`));
        expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(7);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(askers.length);
      }),
      { numRuns: 25 },
    );
  });

  it('asks for none of which nobody waits for the answer', async () => {
    const asked: number[][] = [];
    const ask = gathering<number, number>(
      () => true,
      async (items) => {
        asked.push(items);
        return items;
      },
    );
    const gone = expect(ask(1, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(await ask(2)).toBe(2);
    await gone;
    expect(asked).toEqual([[2]]);
  });

  it('is the failure of all, and of none who asks later, when a request fails', async () => {
    let fails = true;
    const ask = gathering<number, number>(
      () => true,
      async (items) => {
        if (fails) throw new Error('down');
        return items;
      },
    );
    expect((await Promise.allSettled([ask(1), ask(2)])).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
    ]);
    fails = false;
    expect(await ask(3)).toBe(3);
  });
});

describe('a gate', () => {
  it('never lets more in than there are places, and forgets nobody', async () => {
    const visit = fc.record({ stays: fc.nat(5), aborted: fc.boolean(), throws: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(visit, { maxLength: 25 }),
        fc.integer({ min: 1, max: 4 }),
        async (visits, places) => {
          let inside = 0;
          const gate = createGate(() => places);
          const ends = await Promise.allSettled(
            visits.map(({ stays, aborted, throws }) => {
              const stopping = new AbortController();
              if (aborted) setTimeout(() => stopping.abort(new Error('gone')), 3);
              return gate.pass(async () => {
                inside += 1;
                expect(inside).toBeLessThanOrEqual(places);
                await pause(stays);
                inside -= 1;
                if (throws) throw new Error('thrown');
              }, stopping.signal);
            }),
          );
          for (const [at, { aborted, throws }] of visits.entries())
            if (!aborted) expect(ends[at]!.status).toBe(throws ? 'rejected' : 'fulfilled');
          expect(inside).toBe(0);
          await gate.pass(async () => undefined);
        },
      ),
      { numRuns: 25 },
    );
  });
});
