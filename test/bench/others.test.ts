import { describe, expect, it } from 'vitest';
import { cheapest, type Other, others, workloadOf } from '../../bench/cost/others.ts';

describe('another service', () => {
  const other: Other = {
    ...others[0]!,
    draws: true,
    credit: { storedGb: 1, drawnImages: 1000 },
    plans: [
      { name: 'small', monthly: 10, meters: { credits: { included: 5 } } },
      { name: 'large', monthly: 30, meters: { credits: { included: 10, per: 2, price: 4 } } },
    ],
  };
  const stored = (gigabytes: number) => workloadOf(gigabytes * 1000, 1e6, 1, false);

  it('is its cheapest plan that has enough, with whole lots beyond what is included', () => {
    expect(cheapest(other, stored(5))).toEqual({ plan: 'small', usd: 10 });
    expect(cheapest(other, stored(6))).toEqual({ plan: 'large', usd: 30 });
    expect(cheapest(other, stored(13))).toEqual({ plan: 'large', usd: 38 });
  });

  it('counts drawings where images are shown in another size, and does not offer what it does not draw', () => {
    expect(cheapest(other, workloadOf(4000, 1e6, 1, true))).toEqual({ plan: 'large', usd: 30 });
    expect(cheapest({ ...other, draws: false }, workloadOf(4000, 1e6, 1, true))).toBeUndefined();
    expect(cheapest({ ...other, plans: [other.plans[0]!] }, stored(6))).toBeUndefined();
  });
});
