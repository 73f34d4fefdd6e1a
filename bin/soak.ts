import { stages } from '../lib/stages/stages.ts';
import { positiveInteger, readFlags } from '../tools/flags.ts';
import { startStage } from '../tools/local/stage-run.ts';
import { OPTIONAL_STEPS, type OptionalStep } from '../tools/soak/plan.ts';
import { reconcileBeside } from '../tools/soak/reconcile-beside.ts';
import { soak } from '../tools/soak/soak.ts';
import { tallyLine } from '../tools/soak/tally.ts';

const USAGE = `Usage: npm run soak -- [options]

Starts a stage on this machine and lets clients upload good and bad files, edit, delete, make again, repeat and replay, as
a seed plans it. Each time that all queues have come to rest, it checks every record against what it must be: its fields,
its bytes, its thumbnail, the list, and what the bucket shows. Exits with 1 at the first record that is wrong, with all
that happened to it.

  --uploads N       uploads in all (default 1000; ten thousand take minutes)
  --seed S          repeats a plan (default: the time)
  --clients N       at once (default 16)
  --no-chaos        deliver S3 events once, at once and in order; else twice, late and shuffled
  --stage NAME      the stage to run: ${Object.keys(stages).join(', ')} (default prod)
  --without STEPS   what to leave out, to narrow down what is wrong: ${OPTIONAL_STEPS.join(',')}
  --reconcile       compare bucket and table meanwhile, again and again, and mend what is found: which must be nothing
  --help            this text`;

/** Failed messages are tried again after this part of the time that they rest on AWS. */
const RETRY_SCALE = 0.05;

/** `npm run soak`: much of everything at once, and each record checked. */
async function main(): Promise<void> {
  const { values } = readFlags({
    allowNegative: true,
    options: {
      uploads: { type: 'string', default: '1000' },
      seed: { type: 'string', default: String(Date.now()) },
      clients: { type: 'string', default: '16' },
      chaos: { type: 'boolean', default: true },
      stage: { type: 'string', default: 'prod' },
      without: { type: 'string', default: '' },
      reconcile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const { stage, chaos } = values;
  const options = {
    uploads: positiveInteger('--uploads', values.uploads),
    seed: positiveInteger('--seed', values.seed),
    clients: positiveInteger('--clients', values.clients),
    without: readSteps(values.without),
    report: (line: string) => console.log(line),
  };
  console.log(`Starting the stage ${stage}; ${options.uploads} uploads, seed ${options.seed}.`);
  const stopping = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    stopping.signal.addEventListener('abort', () => reject(new Error('Interrupted.')));
  });
  // It may come before anyone waits for it.
  stopped.catch(() => {});
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const run = await startStage({ stage, chaos, port: 0, retryScale: RETRY_SCALE, signal: stopping.signal });
  try {
    const end = values.reconcile ? reconcileBeside(run, options.report) : undefined;
    const tally = await Promise.race([soak(run, options), stopped]);
    const reconciled = await end?.();
    if (reconciled) console.log(`Reconciled: ${JSON.stringify(reconciled)}`);
    if (reconciled && reconciled.findings > 0) throw new Error('The reconciler found what is no fault.');
    console.log(`${tallyLine(tally)}, ${chaos ? 'under chaos' : 'without chaos'}: 0 wrong`);
  } finally {
    await run.stop();
  }
}

function readSteps(text: string): Set<OptionalStep> {
  const names = text.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !OPTIONAL_STEPS.some((step) => step === name));
  if (unknown !== undefined)
    throw new Error(`--without takes some of ${OPTIONAL_STEPS.join(',')}, not "${unknown}"`);
  return new Set(names as OptionalStep[]);
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
