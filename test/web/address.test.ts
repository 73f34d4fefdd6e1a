import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRecordId, readAddress, writeAddress } from '../../web/address.ts';

const ID = '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e';
const nothing = { q: '', status: undefined, tag: '', order: 'newest', view: 'grid', image: undefined };

describe('an address', () => {
  it('tells all that the page shows, and comes out as it went in', () => {
    const search = `?q=red+boat&status=ready&tag=sea+%26+sand&order=oldest&view=list&image=${ID}`;
    const address = {
      q: 'red boat',
      status: 'ready',
      tag: 'sea & sand',
      order: 'oldest',
      view: 'list',
      image: ID,
    };
    expect(readAddress(search)).toEqual(address);
    expect(writeAddress(readAddress(search))).toBe(search);
  });

  it('is empty where nothing differs from the first look', () => {
    expect(readAddress('')).toEqual(nothing);
    expect(writeAddress(readAddress(''))).toBe('');
  });

  it.each([
    ['unknown words', '?status=burning&order=random&view=carousel', {}],
    ['what it does not know', '?utm_source=mail&__proto__=1&constructor=2', {}],
    ['no values', '?q&status&tag&order&view&image', {}],
    ['broken percent signs', '?q=%E0%A4%A&tag=%', { q: '\ufffd%A', tag: '%' }],
    ['a name that the service refuses as tag', '?tag=__proto__', {}],
    ['control characters and line breaks', '?q=a%00b%0A%E2%80%A8c', { q: 'a b c' }],
    ['white space alone', '?q=+%09&tag=%20&image=%20', {}],
    ['the same name twice', '?q=first&q=second&status=ready&status=pending', { q: 'first', status: 'ready' }],
    ['text that is not in NFC', '?q=cafe%CC%81&tag=cafe%CC%81', { q: 'café', tag: 'café' }],
    ['markup', '?q=%3Cimg%20src%3Dx%3E', { q: '<img src=x>' }],
    ['an id in capitals', `?image=${ID.toUpperCase()}`, { image: ID }],
    ['what is no id', '?image=../../etc', { image: '../../etc' }],
  ])('survives %s', (_, search, fields) => {
    expect(readAddress(search)).toEqual({ ...nothing, ...fields });
  });

  it('cuts what is too long, and no character in two', () => {
    const { q, tag, image } = readAddress(
      `?q=${'😀'.repeat(9000)}&tag=${'😀'.repeat(99)}&image=${'x'.repeat(9000)}`,
    );
    expect([[...q].length, [...tag].length, image!.length]).toEqual([256, 64, 64]);
    expect(q.isWellFormed() && tag.isWellFormed()).toBe(true);
  });

  it('means the same when it is written and read again, whatever was in it', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constant(ID));
    const names = fc.constantFrom('q', 'status', 'tag', 'order', 'view', 'image');
    const query = fc
      .array(fc.tuple(names, text))
      .map(
        (fields) =>
          `?${fields.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&')}`,
      );
    fc.assert(
      fc.property(fc.oneof(query, fc.string({ unit: 'binary', maxLength: 40 })), (search) => {
        const address = readAddress(search);
        expect(readAddress(writeAddress(address))).toEqual(address);
      }),
    );
  });
});

it.each([
  [ID, true],
  [ID.toUpperCase(), true],
  ['', false],
  [`${ID}/`, false],
  [`x${ID}`, false],
  ['..', false],
])('%j is the id of a record: %s', (text, is) => expect(isRecordId(text)).toBe(is));
