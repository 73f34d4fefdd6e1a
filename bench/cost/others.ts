import prices from '../prices.json' with { type: 'json' };
import { RENDITION_BYTES } from './delivering.ts';

/** What other services count, in a month. */
export interface Workload {
  storedGb: number;
  /** Of what was drawn of the images, where that is kept and counted. */
  drawnGb: number;
  deliveredGb: number;
  storedImages: number;
  deliveredImages: number;
  /** Images of which another size is drawn. */
  drawnImages: number;
}

/** What a plan counts: by itself, or all together in credits. */
type Meter = keyof Workload | 'credits';

interface Plan {
  name: string;
  /** USD. */
  monthly: number;
  /** What is included; more of it is charged in whole lots of `per`, or cannot be had. */
  meters: Partial<Record<Meter, { included: number; per?: number; price?: number }>>;
}

export interface Other {
  name: string;
  source: string;
  /** When the copy of the source was made that these numbers are from. */
  date: string;
  published: string;
  /** What it gives that this service does not, and where it ends. */
  has: string;
  limits: string;
  /** It draws images in other sizes. */
  draws: boolean;
  /** How much of each is one credit. */
  credit?: Partial<Workload>;
  plans: Plan[];
}

export const others: Other[] = prices.others;

/** So many images of so many bytes, uploaded and kept for a month, each viewed so often: as they are, or in 640 pixels. */
export function workloadOf(
  images: number,
  imageBytes: number,
  viewsOfEach: number,
  small: boolean,
): Workload {
  const views = images * viewsOfEach;
  return {
    storedGb: (images * imageBytes) / 1e9,
    drawnGb: small ? (images * RENDITION_BYTES) / 1e9 : 0,
    deliveredGb: (views * (small ? RENDITION_BYTES : imageBytes)) / 1e9,
    storedImages: images,
    deliveredImages: views,
    drawnImages: small ? images : 0,
  };
}

/** The cheapest plan that takes a workload, and its price, USD a month; undefined where none does. */
export function cheapest(other: Other, workload: Workload): { plan: string; usd: number } | undefined {
  if (workload.drawnImages > 0 && !other.draws) return undefined;
  const offers = other.plans
    .map((plan) => ({ plan: plan.name, usd: priceOf(plan, amountsOf(other, workload)) }))
    .filter(({ usd }) => Number.isFinite(usd));
  return offers.sort((a, b) => a.usd - b.usd)[0];
}

/** USD; infinite where the plan includes less, and sells no more. */
function priceOf({ monthly, meters }: Plan, amounts: Record<Meter, number>): number {
  let usd = monthly;
  for (const [meter, { included, per = 1, price }] of Object.entries(meters)) {
    const more = Math.max(0, amounts[meter as Meter] - included);
    if (more > 0) usd += price === undefined ? Number.POSITIVE_INFINITY : Math.ceil(more / per) * price;
  }
  return usd;
}

function amountsOf({ credit = {} }: Other, workload: Workload): Record<Meter, number> {
  const credits = Object.entries(credit).reduce(
    (sum, [meter, amount]) => sum + workload[meter as keyof Workload] / amount,
    0,
  );
  return { ...workload, credits };
}
