import prices from '../../prices.json' with { type: 'json' };
import { bill, type Line, total } from '../bill.ts';
import { fixedLines } from '../fixed-lines.ts';
import { MONTH_SECONDS, type Month, usageOfMonth, viewsByPages } from '../growth.ts';
import type { Measured } from '../measure.ts';
import { billsTable, dollars, many, round, table } from './tables.ts';

const MILLION = 1e6;
const MB = 1e6;
const IMAGES = [10_000, 100_000, MILLION, 10 * MILLION];
const SIZES = [1, 3, 10];
const VIEWS = [1, 10, 100];
const UPLOADS_A_SECOND = [1, 10, 100, 1_000];
const VIEWS_A_SECOND = [10, 100, 1_000, 10_000];

/** How a stage's bill grows with what it does. */
export function growthPart(measured: Measured): string {
  const usd = (month: Month) => total(bill(usageOfMonth(measured, month), prices.aws));
  const perSize = (of: (imageBytes: number) => string) => SIZES.map((size) => of(size * MB));
  const sizes = SIZES.map((size) => `${size} MB`);
  const kept = MILLION;
  const viewsOf = (each: number, delivered: boolean) => (imageBytes: number) =>
    round(usd({ kept: 0, views: each * kept, imageBytes, delivered, drawn: delivered ? kept : 0 }));
  return `## How cost grows

**With images uploaded.** So many in a month, kept until its end, without the stage at rest:

${table(
  ['images', ...sizes],
  IMAGES.map((uploads) => [many(uploads), ...perSize((imageBytes) => dollars(usd({ uploads, imageBytes })))]),
)}

**With images kept.** A month of storage, records and their backup, and in the last column what it costs to compare bucket and table
every day, which \`reconcile.everyHours\` makes rarer:

${table(
  ['images', ...sizes, 'compared'],
  IMAGES.map((count) => [
    many(count),
    ...perSize((imageBytes) => dollars(usd({ kept: count, imageBytes }))),
    dollars(usd({ kept: count, imageBytes: 0, runs: 30 }) - usd({ kept: count, imageBytes: 0 })),
  ]),
)}

**With views, and their bytes.** A month in which each of ${many(kept)} images is viewed so often: its original from S3, or 640
pixels from CloudFront, each drawn once in this month. Storage of the originals is above.

${table(
  ['views of each', ...sizes.map((size) => `S3, ${size}`), 'CloudFront'],
  VIEWS.map((each) => [many(each), ...perSize(viewsOf(each, false)), viewsOf(each, true)(MB)]),
)}

**With users.** Nothing by themselves. A record with a \`userId\` is written to a third place: ${dollars(ownerUsd(measured))} USD more a million
uploads. Records are cheaper by pages of ${measured.lists.recordsAPage} than one by one: ${dollars(pagesUsd(measured))} USD a million, in place of ${dollars(recordsUsd(measured))}.`;
}

/** What a month costs at a steady rate. */
export function ratesPart(measured: Measured): string {
  const { imageBytes } = measured;
  const month = (of: Month) => bill(usageOfMonth(measured, of), prices.aws);
  const uploadBills = UPLOADS_A_SECOND.map((rate) => {
    const uploads = rate * MONTH_SECONDS;
    return month({ uploads, kept: uploads / 2, imageBytes });
  });
  const viewBills = (delivered: boolean): Line[][] =>
    VIEWS_A_SECOND.map((rate) => month({ views: rate * MONTH_SECONDS, imageBytes, delivered }));
  const perSecond = (rates: number[]) => rates.map((rate) => `${many(rate)}/s`);
  return `## A month at so many a second

Day and night, ${many(MONTH_SECONDS)} seconds. The stage at rest comes on top, ${dollars(total(fixedLines(measured.fixed)))} USD. What has to be raised for it is in
[docs/performance.md](performance.md#up-to-1000-uploads-and-10000-views-a-second).

Uploads of ${imageBytes / MB} MB, which are kept for half of the month on average, since they come in all the time. Each further month adds
twice this storage:

${billsTable(perSecond(UPLOADS_A_SECOND), uploadBills)}

Views of the original from S3:

${billsTable(perSecond(VIEWS_A_SECOND), viewBills(false))}

Views in 640 pixels from CloudFront, once they are drawn:

${billsTable(perSecond(VIEWS_A_SECOND), viewBills(true))}`;
}

/** An entry more in an index for every write to the table, of a million uploads. */
function ownerUsd({ uploads, count }: Measured): number {
  const { price, per } = prices.aws.dynamodbWriteUnit;
  return ((uploads.dynamodbWriteUnits / 2 / count) * MILLION * price) / per;
}

const pagesUsd = (measured: Measured): number =>
  apiUsd(bill(viewsByPages(measured, { views: MILLION }), prices.aws));

const recordsUsd = (measured: Measured): number =>
  apiUsd(bill(usageOfMonth(measured, { views: MILLION, imageBytes: 0 }), prices.aws));

/** Without the images. */
const apiUsd = (lines: Line[]): number => total(lines.filter(({ service }) => !/^S3|images$/.test(service)));
