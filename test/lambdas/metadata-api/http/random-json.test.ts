import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Harness } from '../support/harness.ts';
import { TestTable } from '../support/table.ts';

let table: TestTable;
let api: Harness;
let id: string;

beforeAll(async () => {
  table = await TestTable.start();
  api = new Harness(table);
  id = await api.create();
});

afterAll(() => table.stop());

const name = fc.constantFrom(
  'filename',
  'title',
  'userId',
  'imageId',
  'tweetId',
  'tags',
  'attributes',
  'contentType',
  'size',
  'sha256',
  'disposition',
  'add',
  'remove',
  '__proto__',
  'constructor',
  'toString',
);
const leaf = fc.oneof(
  fc.constantFrom('a.jpg', 'image/png', '\ud800', '', '__proto__', ':0', '#0', 'a'.repeat(64)),
  fc.double(),
  fc.maxSafeInteger(),
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.constant(null),
);
/** Random shapes that often use the contract's own names, so that many get past the first check. */
const { hostile } = fc.letrec<{ hostile: unknown }>((tie) => ({
  hostile: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('hostile'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(name, fc.string({ unit: 'binary' })), tie('hostile'), { maxKeys: 6 }),
  ),
}));
const likely = fc.record(
  {
    filename: fc.oneof({ weight: 4, arbitrary: fc.constant('a.jpg') }, leaf),
    title: leaf,
    userId: leaf,
    imageId: leaf,
    tweetId: leaf,
    tags: fc.oneof(fc.array(leaf), fc.record({ add: fc.array(leaf), remove: fc.array(leaf) }), hostile),
    attributes: fc.oneof(fc.dictionary(fc.string({ unit: 'binary' }), leaf), hostile),
    size: leaf,
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  fc.oneof(hostile, likely, fc.jsonValue()).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
);

describe('random JSON', () => {
  it.each([
    ['POST', '/metadata'],
    ['PUT', '/metadata/{id}'],
    ['POST', '/api/upload_url'],
    ['POST', '/api/download_url'],
  ])('at %s %s is taken whole or refused, never a failure', async (method, path) => {
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const before = await table.dump();
        const reply = await api.call(method, path.replace('{id}', id), { body: text });
        expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(500);
        if (reply.status >= 400 && reply.body.code !== 'TooManyTickets') {
          expect(reply.body).toMatchObject({ message: expect.any(String), code: expect.any(String) });
          expect(await table.dump()).toEqual(before);
        }
        await forget(before.length);
      }),
      { numRuns: 150 },
    );
  });

  it.each(['/metadata', '/metadata/{id}'])('in the query of GET %s never is a failure', async (path) => {
    const parameter = fc.oneof(
      fc.constantFrom(
        'limit',
        'cursor',
        'order',
        'status',
        'userId',
        'imageId',
        'tag',
        'createdAfter',
        'disposition',
      ),
      fc.string({ unit: 'binary' }),
    );
    const value = fc.oneof(fc.constantFrom('1', 'asc', 'ready', 'a'), fc.string({ unit: 'binary' }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(parameter, value), { maxLength: 4 }), async (pairs) => {
        const query = new URLSearchParams(pairs);
        const reply = await api.call('GET', `${path.replace('{id}', id)}?${query}`);
        expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  });
});

/** Keeps the table small, so that comparing it stays cheap. */
async function forget(size: number): Promise<void> {
  const items = await table.dump();
  if (items.length <= size) return;
  for (const item of items) {
    if (item.id!.S !== id) await api.call('DELETE', `/metadata/${item.id!.S}`);
  }
}
