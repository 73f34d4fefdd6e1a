import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StoreTarget, startStoreTarget } from '../../support/attacks/store-target.ts';
import { send } from '../../support/attacks/wire.ts';

let target: StoreTarget;

beforeAll(async () => {
  target = await startStoreTarget();
});
afterAll(() => target.close());

/** Decoded as the store decodes; undefined where it cannot be. */
function meaning(path: string, query: string): string | undefined {
  const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
  try {
    const pairs = query.split('&').filter((pair) => pair !== '');
    return JSON.stringify([
      decode(path),
      pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2).map(decode)).sort(),
    ]);
  } catch {
    return undefined;
  }
}

const printable = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));

describe('one character of a signed URL', () => {
  it('cannot be replaced, added or taken away, wherever it stands', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('bare' as const, 'declared' as const),
        fc.nat(),
        printable,
        fc.nat({ max: 2 }),
        async (kind, at, character, removed) => {
          const wire = await target.ticket(kind);
          const url = `${wire.path}?${wire.query.join('&')}`;
          // The first slash is HTTP's.
          const index = 1 + (at % (url.length - 1));
          const changed =
            url.slice(0, index) + (removed === 2 ? '' : character) + url.slice(index + Math.min(removed, 1));
          const [path = '', ...query] = changed.split('?');
          fc.pre(meaning(path, query.join('?')) !== meaning(wire.path, wire.query.join('&')));
          const before = await target.stored();
          const reply = await send({ ...wire, path, query: query.length > 0 ? [query.join('?')] : [] });
          expect(reply.status).toBeGreaterThanOrEqual(400);
          expect(reply.status).toBeLessThan(500);
          expect(await target.stored()).toEqual(before);
        },
      ),
      { numRuns: 200 },
    );
  });
});
