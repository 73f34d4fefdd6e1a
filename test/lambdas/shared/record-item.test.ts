import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageRecord } from '../../../lambdas/shared/record.ts';
import { fromItem, toItem } from '../../../lambdas/shared/record-item.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
// Names that mean something to JavaScript are names like others here.
const name = fc.oneof(text, fc.constantFrom('constructor', '__proto__', 'toString', 'S', 'M'));
const count = fc.integer({ min: 1, max: 2 ** 40 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const record: fc.Arbitrary<ImageRecord> = fc.record({
  id: fc.uuid(),
  incarnation: maybe(text),
  filename: text,
  createdAt: count,
  updatedAt: count,
  version: count,
  feed: text,
  sortKey: text,
  tags: fc.uniqueArray(name).map((tags) => new Set(tags)),
  attributes: fc
    .uniqueArray(
      fc.tuple(
        name,
        fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
      ),
      {
        selector: ([key]) => key,
      },
    )
    .map((entries) =>
      Object.fromEntries(entries.map(([key, value]) => [key, Object.is(value, -0) ? 0 : value])),
    ),
  attributesBytes: count,
  title: maybe(text),
  userId: maybe(text),
  imageId: maybe(text),
  requestId: maybe(text),
  used: fc.constant({}),
  ttl: maybe(count),
});

const ITEM = toItem({
  id: 'i',
  filename: 'a.jpg',
  createdAt: 1,
  updatedAt: 1,
  version: 1,
  feed: 'feed#0',
  sortKey: '1#i',
  tags: new Set(),
  attributes: {},
  attributesBytes: 2,
});

describe('a record', () => {
  it('passes on codes and types that only the next release knows', () => {
    const newer = {
      rejection: { M: { code: { S: 'Whatever' }, message: { S: 'm' }, at: { N: '1' } } },
      thumbnail: { M: { error: { S: 'Whatever' } } },
    };
    expect(fromItem({ ...ITEM, ...newer })).toMatchObject({
      rejection: { code: 'Whatever' },
      thumbnail: { error: 'Whatever' },
    });
  });

  it('comes out of the table as it went in', () => {
    fc.assert(
      fc.property(record, (given) => {
        expect(fromItem(toItem(given))).toEqual(given);
      }),
    );
  });

  it('without its index attributes is one all the same', () => {
    const { feed: _, sortKey: __, ...rest } = ITEM;
    expect(fromItem(rest)).toMatchObject({ id: ITEM.id!.S, feed: '', sortKey: '' });
  });

  it.each(['id', 'version', 'filename', 'attributesBytes'])('without %s is refused by name', (attribute) => {
    const { [attribute]: _, ...rest } = ITEM;
    expect(() => fromItem(rest)).toThrow(new RegExp(`attribute ${attribute} is no`));
  });

  it.each([
    ['version', { S: '1' }],
    ['title', { N: '1' }],
    ['tags', { L: [] }],
    ['attributes', { M: { a: { L: [] } } }],
    ['objectKeys', { L: [{ N: '1' }] }],
    ['image', { M: { size: { N: '1' } } }],
  ])('with %s of another type is refused', (attribute, value) => {
    expect(() => fromItem({ ...ITEM, [attribute]: value as never })).toThrow(TypeError);
  });
});
