import { expect, it } from 'vitest';
import { newUserId, tagList } from '../../../contract/fields.ts';
import { faultIn } from '../../../tools/import/names.ts';

it.each<[what: string, schema: typeof newUserId | typeof tagList, value: unknown, fault: string | undefined]>(
  [
    ['a user', newUserId, 'ann', undefined],
    ['no user', newUserId, '', 'must not be empty'],
    ['a long user', newUserId, 'a'.repeat(257), 'must have at most 256 characters'],
    ['no tag', tagList, ['a', ''], 'must not be empty'],
    ['51 tags', tagList, Array.from({ length: 51 }, (_, at) => `${at}`), 'may be given 50 times at most'],
  ],
)('says what is wrong with %s', (_, schema, value, fault) => {
  expect(faultIn(schema, value)).toBe(fault);
});
