import { describe, expect, it } from 'vitest';
import { failedIds } from '../../../local/lambda/event-source.ts';

describe('which messages failed', () => {
  const batch = [{ MessageId: '1' }, { MessageId: '2' }];
  const read = (answer: unknown, reportsItemFailures = true) => [
    ...failedIds({ payload: JSON.stringify(answer) }, batch, { reportsItemFailures, onFailure: () => {} }),
  ];

  it.each([
    ['null', null, []],
    ['an empty object', {}, []],
    ['an empty list', { batchItemFailures: [] }, []],
    ['a null list', { batchItemFailures: null }, []],
    ['one', { batchItemFailures: [{ itemIdentifier: '2' }] }, ['2']],
    ['an unknown message', { batchItemFailures: [{ itemIdentifier: '3' }] }, ['1', '2']],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }, ['1', '2']],
    ['no identifier', { batchItemFailures: [{}] }, ['1', '2']],
    ['no list', { batchItemFailures: '2' }, ['1', '2']],
  ])('is told by %s', (_, answer, expected) => {
    expect(read(answer)).toEqual(expected);
  });

  it('is not asked of a function that does not report', () => {
    expect(read({ batchItemFailures: [{ itemIdentifier: '2' }] }, false)).toEqual([]);
  });
});
