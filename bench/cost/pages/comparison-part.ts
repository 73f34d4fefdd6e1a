import prices from '../../prices.json' with { type: 'json' };
import { bill, total } from '../bill.ts';
import { RENDITION_BYTES } from '../delivering.ts';
import { fixedLines } from '../fixed-lines.ts';
import { type Month, usageOfMonth } from '../growth.ts';
import type { Measured } from '../measure.ts';
import { cheapest, others, workloadOf } from '../others.ts';
import { dollars, table } from './tables.ts';

const MILLION = 1e6;
/** A run a day. */
const RUNS = 30;

/** A month of a million uploads and a million views, here and elsewhere. */
export function comparisonPart(measured: Measured): string {
  const { imageBytes, fixed } = measured;
  const ours = (more: Partial<Month>) =>
    dollars(
      total(fixedLines(fixed)) +
        total(
          bill(
            usageOfMonth(measured, { uploads: MILLION, views: MILLION, imageBytes, runs: RUNS, ...more }),
            prices.aws,
          ),
        ),
    );
  const offer = (other: (typeof others)[number], small: boolean) => {
    const found = cheapest(other, workloadOf(MILLION, imageBytes, 1, small));
    if (!found) return other.draws ? 'a quote' : 'not offered';
    return other.plans.length > 1 ? `${dollars(found.usd)} (${found.plan})` : dollars(found.usd);
  };
  return `## A million uploads and a million views, elsewhere

Published prices, in USD, without free tiers, discounts and taxes; an enterprise contract will differ.

${table(
  ['service', 'published', 'as of'],
  others.map(({ name, published, source, date }) => [`[${name}](${source})`, published, date]),
  3,
)}

The same month for all: a million images of ${imageBytes / 1e6} MB are uploaded and kept until its end, and each is viewed once, as it is, or in 640
pixels with ${RENDITION_BYTES / 1000} KB, which draws each of them once. No cache has them before.

${table(
  ['USD a month', 'originals viewed', '640 pixels viewed'],
  [
    [
      'image-intake: uploads, views, the stage at rest, a run of the reconciler a day',
      ours({}),
      ours({ delivered: true, drawn: MILLION }),
    ],
    ...others.map((other) => [other.name, offer(other, false), offer(other, true)]),
  ],
)}

Which is cheaper depends on the size of the images, and on how often each is viewed: Cloudflare counts images, UploadThing bytes
stored, the others bytes stored and sent, and here transfer and storage are AWS's. What each has beside that:

${table(
  ['service', 'has, and image-intake has not', 'where it ends'],
  others.map(({ name, has, limits }) => [name, has, limits]),
  3,
)}

All four come with a CDN that nobody has to set up, and are run by somebody else, who answers for them. Here that is you, in an
AWS account of your own.`;
}
