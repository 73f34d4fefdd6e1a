import { describe, expect, it } from 'vitest';
import type { ReconcileConfig } from '../../lib/stages/reconcile.ts';
import { refusalOf } from './refusal-of.ts';

const GOOD: ReconcileConfig = { everyHours: 24, repair: true, deleteShare: 0.01 };

describe('the field `reconcile` of a stage', () => {
  it.each<[string, false | Partial<ReconcileConfig>]>([
    ['false', false],
    ['every hour', { everyHours: 1 }],
    ['every week', { everyHours: 168 }],
    ['without deletions', { deleteShare: 0 }],
    ['with half of the objects', { deleteShare: 0.5 }],
    ['with a millionth', { deleteShare: 0.000_001 }],
    ['with a share that no binary fraction is', { deleteShare: 0.07 }],
  ])('may be %s', (_what, changed) => {
    expect(refusalOf({ reconcile: changed && { ...GOOD, ...changed } })).toBe('');
  });

  it.each<[string, Partial<ReconcileConfig>, string]>([
    ['always', { everyHours: 0 }, 'reconcile.everyHours must be a whole number from 1 to 168, not 0'],
    ['half an hour', { everyHours: 0.5 }, 'reconcile.everyHours'],
    ['over a week', { everyHours: 169 }, 'reconcile.everyHours'],
    ['no hours', { everyHours: Number.NaN }, 'reconcile.everyHours'],
    ['over half', { deleteShare: 0.500_001 }, 'reconcile.deleteShare must be from 0 to 0.5, not 0.500001'],
    ['less than nothing', { deleteShare: -0.01 }, 'reconcile.deleteShare'],
    ['no share', { deleteShare: Number.NaN }, 'reconcile.deleteShare'],
    [
      'parts of a millionth',
      { deleteShare: 0.000_000_5 },
      'reconcile.deleteShare must have six decimals at most, and 5e-7 has more',
    ],
  ])('may not be %s', (_what, changed, fault) => {
    expect(refusalOf({ reconcile: { ...GOOD, ...changed } })).toContain(fault);
  });
});
