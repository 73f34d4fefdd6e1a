import type { Run } from '../../lambdas/reconciler/running/run.ts';
import { FlagError, readFlags, runCommand } from '../../tools/flags.ts';
import { drawLine, progressBar } from '../../tools/progress-bar.ts';
import { reconcile } from '../../tools/reconcile/reconcile.ts';
import {
  INTERRUPTED,
  interruption,
  TARGET_FLAGS,
  TARGET_USAGE,
  type Target,
  targetOf,
} from '../../tools/reconcile/target.ts';
import { standingOf, tableOf } from '../../tools/reconcile/tell.ts';

const USAGE = `Usage: npm run reconcile -- --stage STAGE | --base-url URL [options]

Compares the bucket of a stage with its table, by the stage's own reconciler, and tells what does not agree. Changes nothing
without --repair. What has changed within the last hour may be on its way, and is left alone. docs/runbook.md#bucket-and-table
explains what it finds.

${TARGET_USAGE}
  --repair         have mended what can be: by the inspector, and orphans deleted by exact version
  --prefix PREFIX  only ids that begin so: 3f, or images/3f
  --grace MINUTES  what has changed within is left alone, 0 to 1440 (default: 60); with --stage 15 at least
  --wait           wait for the second look at what has no record, which comes when as much time has passed
  --json           the report as JSON, and each finding as a line before it
  --help           this text

Exits with 0 when all agrees, or was repaired, 1 when something is left or it fails, 2 for a bad flag, and 130 when it was
interrupted.`;

const LEAST_GRACE = 15;

/** `npm run reconcile`: bucket and table agree, or it is said where they do not. */
await runCommand(async () => {
  const { values } = readFlags({
    options: {
      ...TARGET_FLAGS,
      repair: { type: 'boolean', default: false },
      prefix: { type: 'string', default: '' },
      grace: { type: 'string', default: '60' },
      wait: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const { repair, wait, json } = values;
  const target = targetOf(values, USAGE);
  const request = {
    kind: 'begin' as const,
    repair,
    idPrefix: idPrefixOf(values.prefix),
    graceMs: graceOf(values.grace, target) * 60_000,
    // Who waits at a terminal looks sooner.
    verifyMs: 5_000,
    secondLook: wait,
  };
  const invoke = await target.find();
  const signal = interruption();
  const { stdout, stderr } = process;
  const isShown = !json && stderr.isTTY;
  let last: Run | undefined;
  try {
    const outcome = await reconcile(invoke, request, {
      signal,
      onSlice({ run, progress, findings }) {
        last = run;
        if (json) for (const finding of findings) stdout.write(`${JSON.stringify(finding)}\n`);
        if (isShown) drawLine(stderr, `${progressBar(progress)} ${standingOf(run)}`);
      },
    });
    if (isShown) stderr.write('\n');
    console.log(json ? JSON.stringify(outcome.report) : tableOf(outcome));
    if (outcome.report.left > 0) process.exitCode = 1;
  } catch (error) {
    if (!signal.aborted) throw error;
    if (last && !json) console.log(`\n${tableOf({ run: last })}`);
    console.error('Interrupted: it can be begun anew at any time.');
    process.exitCode = INTERRUPTED;
  }
});

function idPrefixOf(text: string): string {
  const [, prefix] = /^(?:(?:images|thumbnails)\/)?([0-9a-f-]{0,36})\/?$/.exec(text) ?? [];
  if (prefix === undefined)
    throw new FlagError('--prefix takes how ids begin, in hexadecimal: 3f, or images/3f.');
  return prefix;
}

function graceOf(text: string, { stage }: Target): number {
  const minutes = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(minutes <= 1440)) throw new FlagError('--grace takes minutes, 0 to 1440.');
  if (stage !== undefined && minutes < LEAST_GRACE)
    throw new FlagError(`--grace takes ${LEAST_GRACE} minutes at least with --stage.`);
  return minutes;
}
