import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../lambdas/shared/attribute-values.ts';
import { isSameRecord, sameRecord } from '../../../lambdas/shared/same-record.ts';
import { evaluateCondition } from '../support/expressions.ts';

const record = (more: Item = {}): Item => ({
  id: { S: 'i' },
  version: { N: '3' },
  tickets: { N: '1' },
  ...more,
});
const mine = { incarnation: { S: 'mine' } };

describe('the very record of a key', () => {
  it.each<[what: string, item: Item, incarnation: string | undefined, same: boolean]>([
    ['its incarnation', record(mine), 'mine', true],
    ['a successor', record({ incarnation: { S: 'other' } }), 'mine', false],
    ['a record of 0.1.0 in its place', record(), 'mine', false],
    ['nothing', {}, 'mine', false],
    ['a remembered request', { id: { S: 'i' }, ...mine }, 'mine', false],
    ['of 0.1.0: a record of 0.1.0', record(), undefined, true],
    ['of 0.1.0: a newer record', record(mine), undefined, false],
    [
      'of 0.1.0: a newer record for which it gave a ticket',
      record({ ...mine, tickets: { N: '2' } }),
      undefined,
      true,
    ],
    ['of 0.1.0: a request that it remembered', { id: { S: 'i' }, requestHash: { S: 'h' } }, undefined, false],
    ['of 0.1.0: nothing', {}, undefined, false],
  ])('is told from others: %s', (_, item, incarnation, same) => {
    const { condition, values } = sameRecord(incarnation);
    expect(evaluateCondition(condition, item, {}, values)).toBe(same);
    expect(isSameRecord(item, incarnation)).toBe(same);
  });

  it('is the same to the table and to who reads the item that it refused with', () => {
    const maybe = (name: string, value: fc.Arbitrary<Item[string]>) =>
      fc.option(value, { nil: undefined }).map((given) => (given ? { [name]: given } : {}));
    const items = fc
      .tuple(
        maybe('version', fc.constant({ N: '1' })),
        maybe('incarnation', fc.constantFrom({ S: 'a' }, { S: 'b' })),
        maybe('tickets', fc.constantFrom({ N: '1' }, { N: '2' })),
      )
      .map((parts) => Object.assign({}, ...parts) as Item);
    fc.assert(
      fc.property(items, fc.constantFrom('a', undefined), (item, incarnation) => {
        const { condition, values } = sameRecord(incarnation);
        expect(isSameRecord(item, incarnation)).toBe(evaluateCondition(condition, item, {}, values));
      }),
    );
  });
});
