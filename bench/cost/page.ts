import prices from '../prices.json' with { type: 'json' };
import { bill, type Line, total } from './bill.ts';
import { delivered, RENDITION_BYTES } from './delivering.ts';
import { fixedLines } from './fixed-lines.ts';
import type { Measured } from './measure.ts';
import { RUN_CALLS, usageOfRun } from './reconciling.ts';
import { scaled, type Usage } from './usage.ts';

const MILLION = 1e6;
/** Delivered and failed, for each endpoint. */
const WEBHOOK_METRICS = 2;

/** docs/cost.md, from a measurement. */
export function costPage({
  stage,
  uploads,
  views,
  deletions,
  fixed,
  told,
  drawn,
  count,
  imageBytes,
}: Measured): string {
  const perMillion = (usage: Usage) => bill(scaled(usage, MILLION / count), prices.aws);
  const uploadLines = perMillion(uploads);
  const viewLines = perMillion(views);
  const toldLines = perMillion(told.uploads);
  const deliveredLines = bill(scaled(delivered(views, count), MILLION / count), prices.aws);
  const drawnLines = bill(scaled(drawn, MILLION / drawn.images), prices.aws);
  const runLines = bill(usageOfRun(MILLION), prices.aws);
  const images = (imageBytes * MILLION) / 1e9;
  const perUpload = (amount: number) => (amount / count).toFixed(2);
  return `# What it costs

Written by \`npm run cost\`, which uploads ${count} JPEGs of ${imageBytes / 1e6} MB to a local run of the stage ${stage}, by
the client that pages use, views each once, deletes it, and multiplies the calls, request units, bytes and milliseconds that were
really made by the list prices of ${prices.region} on ${prices.date} in [bench/prices.json](../bench/prices.json). No free tier,
no discount, no tax.

## A million uploads

A ticket, the bytes, the inspection, the thumbnail, the changes read by the relay, and the client's questions until the image
is ready (${perUpload(uploads.apiRequests)} API
requests an upload).

${table(uploadLines)}

## The same with a webhook

One endpoint that is told of every event: two an upload, \`image.ready\` and \`image.thumbnail.ready\`. It costs
${dollars(total(toldLines) - total(uploadLines))} USD more a million uploads, as much again for each further endpoint; an
endpoint that wants \`image.ready\` alone costs half of it. An event bus costs a dollar a million events, and no queue.

${table(toldLines)}

## A million views

The record with its URL, and the image itself from S3.

${table(viewLines)}

${note(viewLines)}

## The same, delivered

The record with its URLs, and the image in 640 pixels from CloudFront, where the stage [delivers images](stages.md): a WebP of
${RENDITION_BYTES / 1000} KB, as a photograph of 12 megapixels has it, in place of the original's ${imageBytes / 1e6} MB. Not measured like the
rest, but counted: each view is a request that CloudFront answers. It costs ${dollars(total(deliveredLines))} USD in place of
${dollars(total(viewLines))}, and of that the images ${dollars(imagesOf(deliveredLines))} in place of ${dollars(imagesOf(viewLines))}.

${table(deliveredLines)}

Before that an image is drawn once for each width that is asked for. The first views of a million photographs of 12
megapixels, each in one width, with the master that further widths are drawn from:

${table(drawnLines)}

A signed URL costs nothing. After an erasure CloudFront is told to forget the record: 1,000 paths a month are free, and no more are
asked for. An Origin Shield, where CloudFront has one in the stage's region, is a request more for each that it is asked: about a cent
for 10,000 of them.

## A million deletions

The request, the change read by the relay, and the objects put aside by the cleaner: a copy, which is what can be restored.

${table(perMillion(deletions))}

## A run of the reconciler over a million objects

Half of them images and half thumbnails, of ${(MILLION / RUN_CALLS.objectsARecord).toLocaleString('en')} records, where all agrees. Not measured like the rest, but counted:
${RUN_CALLS.versionsAListing.toLocaleString('en')} versions a listing (which costs as much as a PUT), ${RUN_CALLS.idsABatch} ids a batch, ${RUN_CALLS.recordsAScan} records a page of the table, and
${RUN_CALLS.headsARecord} HEADs a record. What a call takes Lambda is an assumption. A run a day is ${dollars(30 * total(runLines))} USD a month; versions
that wait for their end are listed too, and each finding costs a few calls more.

${table(runLines)}

## A month of a stage at rest

${table(fixedLines(fixed))}

Each webhook adds ${told.fixed.queues - fixed.queues} queue, ${told.fixed.alarmMetrics - fixed.alarmMetrics} metrics with alarms and ${WEBHOOK_METRICS} custom metrics:
${dollars(total(fixedLines(told.fixed, WEBHOOK_METRICS)) - total(fixedLines(fixed)))} USD a month.

## Comparable services

${prices.others.map(({ name, published, source }) => `- **${name}**: ${published} ([source](${source})).`).join('\n')}

For a million images of ${imageBytes / 1e6} MB (${images} GB), stored for a month and each viewed once:

| | USD |
|---|---:|
| image-intake, all of the above | ${dollars(total(uploadLines) + total(viewLines) + total(fixedLines(fixed)))} |
${prices.others.map((other) => `| ${other.name} | ${dollars(priceOf(other, images))} |`).join('\n')}

The others resize and deliver by a CDN, which is not in this sum; their prices are the published ones, at the rate of the
named plan where the amount is beyond it, and an enterprise contract will differ. Which is cheaper depends on the size of
the images and on how often each is viewed; delivery changes the largest line.

## How it is counted

- **Writes** are counted twice, since each also writes an entry of the index \`feed\`; a record with a \`userId\` has a
  third. Refused conditions cost as much as writes that happen.
- **Lambda** is billed by the milliseconds that the functions themselves measured, on the machine that ran this: not
  Lambda's. Ten times as many would add ${dollars(9 * lambdaSeconds(uploads, count))} USD to a million uploads.
- **SQS**: a message sent, received and deleted alone; batches cost less.
- **X-Ray** records the first request of each second and 5 % of the others; here the month is evenly busy, the dearest
  case. It can be turned off.
- **Logs** are those of the functions and the access log. A stage whose \`apiLogLevel\` is \`INFO\` has about 2 KB more a
  request.
- Not in it: table storage (about 1 KB a record, 0.25 USD a GB and month) and its continuous backup, versions of replaced
  images until \`restoreDays\` have passed, and requests that fail.
`;
}

function table(lines: Line[]): string {
  return [
    '| service | units | USD |',
    '|---|---|---:|',
    ...lines.map(({ service, units, usd }) => `| ${service} | ${units} | ${dollars(usd)} |`),
    `| **total** | | **${dollars(total(lines))}** |`,
  ].join('\n');
}

function note(lines: Line[]): string {
  const transfer = lines.find(({ service }) => service === 'Transfer out, images')?.usd ?? 0;
  const share = Math.round((100 * transfer) / total(lines));
  return `${share} % of it is the images on their way out, as from any bucket without a CDN.`;
}

/** What images on their way out cost, requests for them included. */
function imagesOf(lines: Line[]): number {
  const ofImages = ['CloudFront', 'Transfer out, CloudFront', 'Transfer out, images', 'S3 requests'];
  return total(lines.filter(({ service }) => ofImages.includes(service)));
}

interface Other {
  perStoredImage?: number;
  perDeliveredImage?: number;
  perStoredGb?: number;
  perDeliveredGb?: number;
}

function priceOf(other: Other, gigabytes: number): number {
  const images = (other.perStoredImage ?? 0) + (other.perDeliveredImage ?? 0);
  return images * MILLION + ((other.perStoredGb ?? 0) + (other.perDeliveredGb ?? 0)) * gigabytes;
}

const lambdaSeconds = ({ lambdaGbSeconds }: Measured['uploads'], count: number) =>
  ((lambdaGbSeconds / count) * MILLION * prices.aws.lambdaGbSecondArm.price) /
  prices.aws.lambdaGbSecondArm.per;

const dollars = (usd: number) =>
  usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
