import { fileURLToPath } from 'node:url';
import { readFlags } from '../tools/flags.ts';
import { mutate, outcomeTable } from '../tools/mutate/mutate.ts';
import { MUTATIONS } from '../tools/mutate/mutations.ts';

const USAGE = `Usage: npm run mutate -- [--only TEXT]

Breaks the functions on purpose, one small fault after the other, in a temporary copy of the tree, and shows which tests
notice. Exits with 1 when a fault is not noticed by every test file that must, or does not apply to the code any more.

  --only TEXT   only faults with this in their names or files
  --help        this text

The faults are in tools/mutate/mutations.ts.`;

// So that the copy is removed.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** `npm run mutate`: which line is guarded by which test. */
async function main(): Promise<void> {
  const { values } = readFlags({
    options: { only: { type: 'string', default: '' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return console.log(USAGE);
  const only = values.only.toLowerCase();
  const mutations = MUTATIONS.filter(({ name, file }) => `${name} ${file}`.toLowerCase().includes(only));
  if (mutations.length === 0)
    throw new Error(`--only ${values.only}: no fault is named like that; see --help`);
  const root = fileURLToPath(new URL('..', import.meta.url));
  const outcomes = await mutate(mutations, { root, report: (line) => console.error(line) });
  console.log(outcomeTable(outcomes));
  const survivors = outcomes.filter(({ missedBy }) => missedBy.length > 0);
  if (survivors.length === 0) return;
  console.error(`Not noticed as they must be: ${survivors.map(({ name }) => name).join('; ')}.`);
  process.exitCode = 1;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
