import { readFileSync, writeFileSync } from 'node:fs';
import { type Measured, measure } from '../bench/cost/measure.ts';
import { costPage } from '../bench/cost/pages/cost-page.ts';
import { limitsPart } from '../bench/cost/pages/limits-part.ts';
import { betweenMarks } from '../tools/docs/between-marks.ts';
import { readFlags, runCommand } from '../tools/flags.ts';

const STAGE = 'prod';
const UPLOADS = 100;
const MEASURED = 'bench/cost/measured.json';
const COST = 'docs/cost.md';
const PERFORMANCE = 'docs/performance.md';

const USAGE = `Usage: npm run cost [-- --pages]

Measures on a local run what uploads, lists, views and deletions use, for about four minutes, and writes ${MEASURED}, ${COST},
and in ${PERFORMANCE} the limits that are met as a stage grows.

  --pages  Only write the pages, of the last measurement: after prices, quotas or a stage's settings have changed`;

/** `npm run cost`: measures what uploads and views use, and writes what they cost and which limits they meet. */
async function main(): Promise<void> {
  const { values } = readFlags({
    options: { pages: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  if (!values.pages) writeFileSync(MEASURED, `${JSON.stringify(await measure(STAGE, UPLOADS), null, 2)}\n`);
  const measured = JSON.parse(readFileSync(MEASURED, 'utf8')) as Measured;
  writeFileSync(COST, costPage(measured));
  const performance = readFileSync(PERFORMANCE, 'utf8');
  writeFileSync(PERFORMANCE, betweenMarks(performance, 'limits', limitsPart(measured)));
  console.log(`Written to ${COST} and ${PERFORMANCE}.`);
}

await runCommand(main);
