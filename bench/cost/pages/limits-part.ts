import { stages } from '../../../lib/stages/stages.ts';
import { BUSY, demandOf, type Limit, settingsFor, uploadLimits } from '../limits.ts';
import type { Measured } from '../measure.ts';
import { viewDemandOf, viewLimits } from '../view-limits.ts';
import { many, table } from './tables.ts';

const UPLOADS = 1_000;
const VIEWS = 10_000;

/** The limits that a stage meets as it grows, of docs/performance.md. */
export function limitsPart(measured: Measured): string {
  const config = stages[measured.stage]!;
  const demand = demandOf(measured);
  const { requests, writeUnits, puts } = demand;
  const { busySeconds, lists } = measured;
  const raised = settingsFor(UPLOADS, demand);
  return `### Uploads

For the stage \`${measured.stage}\` as it is. An upload is ${count(requests)} requests, ${count(writeUnits)} write units of the table and as many of the index \`feed\`,
${count(puts)} PUTs and a thumbnail. That of an image of 12 megapixels is taken for ${BUSY.thumbnail} s on Lambda, and drawing a width for
${BUSY.drawing} s; on the machine that measured they took ${busySeconds.thumbnail.toFixed(2)} and ${busySeconds.drawing.toFixed(2)}.

${table(
  ['uploads/s', 'limit', 'whose', `for ${many(UPLOADS)} uploads/s`],
  uploadLimits(config, demand).map((limit) => row(limit, UPLOADS)),
  4,
)}

\`throttle.burst\` goes to ${many(raised.throttle.burst)} with it. A batch makes 100 tickets with one request, and a webhook spares the
questions: then the limits of requests are met that much later.

### Views

Each reads its record alone, which is one request; an app that shows pages of ${lists.recordsAPage} meets the limits of records at ${lists.recordsAPage} times as
many views.

${table(
  ['views/s', 'of the', 'limit', 'whose', `for ${many(VIEWS)} views/s`],
  viewLimits(config, viewDemandOf(measured)).map((limit) => {
    const [rate, ...rest] = row(limit, VIEWS);
    return [rate!, limit.asked, ...rest];
  }),
  5,
)}`;
}

function row(limit: Limit, wanted: number): string[] {
  const { perSecond, what, whose, source, raise } = limit;
  const [service, rest] = what.split(/:(.*)/s);
  return [
    perSecond < 100 ? perSecond.toPrecision(2) : many(Math.floor(perSecond)),
    source ? `[${service}](${source}):${rest}` : what,
    whose,
    perSecond > wanted ? 'enough' : raise(wanted),
  ];
}

const count = (value: number): string => (Number.isInteger(value) ? `${value}` : value.toFixed(1));
