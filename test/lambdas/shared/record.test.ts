import { describe, expect, it } from 'vitest';
import { eventOrder } from '../../../lambdas/shared/record.ts';

describe('eventOrder', () => {
  it.each([
    ['an earlier event', eventOrder(999, 'FF'), eventOrder(1000, '00')],
    [
      'an earlier event by more digits',
      eventOrder(999_999_999_999, 'FF'),
      eventOrder(1_000_000_000_000, '00'),
    ],
    [
      'a smaller sequencer of the same millisecond',
      eventOrder(5, '0055AED6DCD90281E5'),
      eventOrder(5, '0055AED6DCD90281E6'),
    ],
    [
      'a sequencer that is smaller once padded on the right',
      eventOrder(5, '0055AED6'),
      eventOrder(5, '0055AED61'),
    ],
    ['a longer sequencer that is smaller', eventOrder(5, '0055AED5FFFF'), eventOrder(5, '0055AED6')],
  ])('sorts %s first', (_, earlier, later) => {
    expect(earlier < later).toBe(true);
  });

  it('takes a sequencer and its zero-padded form for the same event, in either case', () => {
    expect(eventOrder(5, 'ab')).toBe(eventOrder(5, 'AB00'));
  });
});
