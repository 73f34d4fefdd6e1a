import { writeFileSync } from 'node:fs';
import { measure } from '../bench/cost/measure.ts';
import { costPage } from '../bench/cost/page.ts';
import { askedForHelp, runCommand } from '../tools/flags.ts';

const STAGE = 'prod';
const UPLOADS = 100;
const MEASURED = 'bench/cost/measured.json';
const PAGE = 'docs/cost.md';

const USAGE = `Usage: npm run cost

Measures on a local run what uploads and views use, for a minute, and writes ${MEASURED} and ${PAGE}.`;

/** `npm run cost`: measures what uploads and views use, and writes the cost page. */
async function main(): Promise<void> {
  if (askedForHelp(USAGE)) return;
  const measured = await measure(STAGE, UPLOADS);
  writeFileSync(MEASURED, `${JSON.stringify(measured, null, 2)}\n`);
  const page = costPage(measured);
  writeFileSync(PAGE, page);
  console.log(page);
  console.log(`Written to ${PAGE}.`);
}

await runCommand(main);
