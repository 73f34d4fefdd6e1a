import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { betweenMarks } from '../tools/docs/between-marks.ts';
import { drill } from '../tools/drill/drill.ts';
import { DRILL_SETTINGS, DRILLED } from '../tools/drill/drilled-stage.ts';
import { FAULTS } from '../tools/drill/faults/faults.ts';
import { table } from '../tools/drill/table.ts';
import { positiveInteger, readFlags, runCommand } from '../tools/flags.ts';
import { synthesize } from '../tools/local/synthesize.ts';
import { temporaryFolder } from '../tools/temporary-folder.ts';

const RUNBOOK = fileURLToPath(new URL('../docs/runbook.md', import.meta.url));

const USAGE = `Usage: npm run drill -- [options]

Runs the stage ${DRILLED} on this machine, lets one fault after the other happen, and says which alarms of its templates
would ring, after how many minutes, and whether a release under way would be taken back. Exits with 1 when a fault rings
nothing, when health rings anything, or when a broken release would go through. Else it writes its table to
docs/runbook.md.

  --only TEXT            only faults with this in their names; writes nothing
  --ms-per-minute N      what a minute takes here, at least (default 600)
  --help                 this text

The faults: ${FAULTS.map(({ name }) => name).join('; ')}.`;

/** `npm run drill`: the rehearsal of what can go wrong. */
async function main(): Promise<void> {
  const { values } = readFlags({
    options: {
      only: { type: 'string' },
      'ms-per-minute': { type: 'string', default: '600' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const { only } = values;
  const faults = FAULTS.filter(({ name }) => name.toLowerCase().includes((only ?? '').toLowerCase()));
  if (faults.length === 0) throw new Error(`--only ${only}: no fault is named like that; see --help`);
  const msPerMinute = positiveInteger('--ms-per-minute', values['ms-per-minute']);
  const assembly = temporaryFolder();
  try {
    console.error(`Synthesizing the stage ${DRILLED}...`);
    await synthesize(DRILLED, assembly, { settings: DRILL_SETTINGS });
    const whole = only === undefined;
    const { rows, problems, unheard } = await drill({
      assembly,
      msPerMinute,
      faults,
      whole,
      report: (line) => console.error(line),
    });
    const text = table(rows, `image-intake-${DRILLED}-`);
    console.log(text);
    if (whole && unheard.length > 0) console.log(`\nNo fault of the drill rings: ${unheard.join(', ')}.`);
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) process.exitCode = 1;
    else if (whole) await writeFile(RUNBOOK, betweenMarks(await readFile(RUNBOOK, 'utf8'), 'drill', text));
  } finally {
    await rm(assembly, { recursive: true, force: true });
  }
}

await runCommand(main);
