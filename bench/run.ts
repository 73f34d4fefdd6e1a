import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { betweenMarks } from '../tools/docs/between-marks.ts';
import { FlagError, readFlags, runCommand } from '../tools/flags.ts';
import { describeMachine } from './harness/machine.ts';
import { reportOf } from './report.ts';
import { readResults, writeResults } from './results.ts';
import { SECTION_NAMES, SECTIONS, type SectionName } from './sections/all.ts';

const USAGE = `Usage: npm run bench [-- --only SECTION…]

Measures what docs/performance.md tells, in about an hour, and writes it there and into bench/results.json. On a quiet
machine: the report says how busy it was.

  --only SECTION   measures one section, and leaves what is known of the others as it is; can be given more than once

${SECTION_NAMES.map((name) => `  ${name.padEnd(14)} ${SECTIONS[name].about}`).join('\n')}`;

const page = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const start = performance.now();

await runCommand(async () => {
  const { values } = readFlags({
    options: {
      help: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [...SECTION_NAMES] },
    },
  });
  if (values.help) console.log(USAGE);
  else await bench(namesOf(values.only));
});

/** @throws FlagError that names what there is no section of */
function namesOf(asked: string[]): SectionName[] {
  const unknown = asked.find((name) => !Object.hasOwn(SECTIONS, name));
  if (unknown !== undefined)
    throw new FlagError(`--only takes ${SECTION_NAMES.join(', ')}, not ${JSON.stringify(unknown)}.`);
  return SECTION_NAMES.filter((name) => asked.includes(name));
}

/** What a section found is written at once, so that none after it can take it away. */
async function bench(names: SectionName[]): Promise<void> {
  for (const name of names) await measure(name);
  console.log(`\n${reportOf(readResults())}\n`);
}

async function measure<Name extends SectionName>(name: Name): Promise<void> {
  say(name);
  const machine = describeMachine();
  const begun = performance.now();
  const found = await SECTIONS[name].measure(say);
  const seconds = (performance.now() - begun) / 1000;
  const date = new Date().toISOString().slice(0, 10);
  const results = readResults();
  const known = SECTION_NAMES.map((one) => [
    one,
    one === name ? { date, seconds, machine, found } : results[one],
  ]);
  writeResults(Object.fromEntries(known));
  writeFileSync(page, betweenMarks(readFileSync(page, 'utf8'), 'bench', reportOf(readResults())));
}

function say(what: string): void {
  console.error(`${((performance.now() - start) / 1000).toFixed(0).padStart(4)} s: ${what}`);
}
