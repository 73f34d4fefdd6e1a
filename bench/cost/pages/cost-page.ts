import prices from '../../prices.json' with { type: 'json' };
import { bill, costOf, type Line, total } from '../bill.ts';
import { drawn, RENDITION_BYTES } from '../delivering.ts';
import { fixedLines } from '../fixed-lines.ts';
import { type Month, usageOfMonth } from '../growth.ts';
import type { Measured } from '../measure.ts';
import { RUN_CALLS, usageOfRun } from '../reconciling.ts';
import { scaled, type Usage } from '../usage.ts';
import { comparisonPart } from './comparison-part.ts';
import { growthPart, ratesPart } from './growth-part.ts';
import { billTable, dollars, many } from './tables.ts';

const MILLION = 1e6;
/** Delivered and failed, for each endpoint. */
const WEBHOOK_METRICS = 2;

/** docs/cost.md, from a measurement. */
export function costPage(measured: Measured): string {
  const { stage, uploads, deletions, fixed, told, count, imageBytes } = measured;
  const month = (of: Omit<Month, 'imageBytes'>) =>
    bill(usageOfMonth(measured, { imageBytes, ...of }), prices.aws);
  const perMillion = (usage: Usage) => bill(scaled(usage, MILLION / count), prices.aws);
  const uploadLines = month({ uploads: MILLION });
  const toldLines = bill(
    usageOfMonth({ ...measured, uploads: told.uploads }, { uploads: MILLION, imageBytes }),
    prices.aws,
  );
  const viewLines = month({ views: MILLION });
  const deliveredLines = month({ views: MILLION, delivered: true });
  const runLines = bill(usageOfRun(MILLION), prices.aws);
  return `# What it costs

Written by \`npm run cost\`, which uploads ${count} JPEGs of ${imageBytes / 1e6} MB to a local run of the stage ${stage}, by
the client that pages use, views each once, deletes it, and multiplies the calls, request units, bytes and milliseconds that were
really made by the list prices of ${prices.region} on ${prices.date} in [bench/prices.json](../bench/prices.json), with their steps for
volume. No free tier, no discount, no tax.

## A million uploads

A ticket, the bytes, the inspection, the thumbnail, the changes read by the relay, and the client's questions until the image
is ready (${(uploads.apiRequests / count).toFixed(2)} API requests an upload); image, thumbnail and record are kept for a month.

${billTable(uploadLines)}

## The same with a webhook

One endpoint that is told of every event: two an upload, \`image.ready\` and \`image.thumbnail.ready\`. It costs
${dollars(total(toldLines) - total(uploadLines))} USD more a million uploads, as much again for each further endpoint; an
endpoint that wants \`image.ready\` alone costs half of it. An event bus costs a dollar a million events, and no queue.

${billTable(toldLines)}

## A million views

The record with its URL, and the image itself from S3.

${billTable(viewLines)}

${transferNote(viewLines)}

## The same, delivered

The record with its URLs, and the image in 640 pixels from CloudFront, where the stage [delivers images](stages.md): a WebP of
${RENDITION_BYTES / 1000} KB, as a photograph of 12 megapixels has it, in place of the original's ${imageBytes / 1e6} MB. Not measured like the
rest, but counted: each view is a request that CloudFront answers. It costs ${dollars(total(deliveredLines))} USD in place of
${dollars(total(viewLines))}, and of that the images ${dollars(imagesOf(deliveredLines))} in place of ${dollars(imagesOf(viewLines))}.

${billTable(deliveredLines)}

Before that an image is drawn once for each width that is asked for. The first views of a million photographs of 12
megapixels, each in one width, with the master that further widths are drawn from. Both are kept for 180 days; their size is an
assumption.

${billTable(bill(drawn(measured.drawn, MILLION), prices.aws))}

A signed URL costs nothing. After an erasure CloudFront is told to forget the record: 1,000 paths a month are free, and no more are
asked for. An Origin Shield, where CloudFront has one in the stage's region, is a request more for each that it is asked: about a cent
for 10,000 of them.

## A million deletions

The request, the change read by the relay, and the objects put aside by the cleaner: a copy, which is what can be restored.

${billTable(perMillion(deletions))}

## A run of the reconciler over a million objects

Half of them images and half thumbnails, of ${many(MILLION / RUN_CALLS.objectsARecord)} records, where all agrees. Not measured like the rest, but counted:
${many(RUN_CALLS.versionsAListing)} versions a listing (which costs as much as a PUT), ${RUN_CALLS.idsABatch} ids a batch, ${RUN_CALLS.recordsAScan} records a page of the table, and
${RUN_CALLS.headsARecord} HEADs a record. What a call takes Lambda is an assumption. A run a day is ${dollars(30 * total(runLines))} USD a month; versions
that wait for their end are listed too, and each finding costs a few calls more.

${billTable(runLines)}

## A month of a stage at rest

${billTable(fixedLines(fixed))}

Each webhook adds ${told.fixed.queues - fixed.queues} queue, ${told.fixed.alarmMetrics - fixed.alarmMetrics} metrics with alarms and ${WEBHOOK_METRICS} custom metrics:
${dollars(total(fixedLines(told.fixed, WEBHOOK_METRICS)) - total(fixedLines(fixed)))} USD a month.

${growthPart(measured)}

${ratesPart(measured)}

${comparisonPart(measured)}

## How it is counted

- **Writes** are counted twice, since each also writes an entry of the index \`feed\`. Leases of drawings have none, and are
  counted too high. Refused conditions cost as much as writes that happen.
- **Lambda** is billed by the milliseconds that the functions themselves measured, on the machine that ran this: not
  Lambda's. Ten times as many would add ${dollars(9 * lambdaUsd(uploads, count))} USD to a million uploads.
- **SQS**: a message sent, received and deleted alone; batches cost less.
- **X-Ray** records the first request of each second and 5 % of the others; here the month is evenly busy, the dearest
  case. It can be turned off.
- **Logs** are those of the functions and the access log. A stage whose \`apiLogLevel\` is \`INFO\` has about 2 KB more a
  request.
- **Records** are taken for 1.1 KB, and their entry in the index for as much: once an image has a thumbnail, a write is two units.
- Not in it: versions of replaced images until \`restoreDays\` have passed, alarms of the delivery itself, and requests that
  fail.
`;
}

function transferNote(lines: Line[]): string {
  const transfer = lines.find(({ service }) => service === 'Transfer out, images')?.usd ?? 0;
  const share = Math.round((100 * transfer) / total(lines));
  return `${share} % of it is the images on their way out, as from any bucket without a CDN.`;
}

/** What images on their way out cost, requests for them included. */
function imagesOf(lines: Line[]): number {
  const ofImages = ['CloudFront', 'Transfer out, CloudFront', 'Transfer out, images', 'S3 requests'];
  return total(lines.filter(({ service }) => ofImages.includes(service)));
}

const lambdaUsd = ({ lambdaGbSeconds }: Usage, count: number): number =>
  costOf(prices.aws.lambdaGbSecondArm, (lambdaGbSeconds / count) * MILLION);
