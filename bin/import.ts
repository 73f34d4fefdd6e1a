import { S3Client } from '@aws-sdk/client-s3';
import { createClient } from '../client/client.ts';
import { IntakeError } from '../client/errors.ts';
import { checkConcurrency } from '../client/many/upload-all.ts';
import { newUserId, tagList } from '../contract/fields.ts';
import { readSettings } from '../tools/env/read-settings.ts';
import { FlagError, readFlags, runCommand } from '../tools/flags.ts';
import { checkService } from '../tools/import/check-service.ts';
import { faultIn } from '../tools/import/names.ts';
import { showProgress } from '../tools/import/progress.ts';
import { openReport } from '../tools/import/report.ts';
import { startImport } from '../tools/import/run-import.ts';
import type { Source } from '../tools/import/source.ts';
import { endedOf, isWell, summaryOf } from '../tools/import/tally.ts';
import { bucketSource } from '../tools/import/walk-bucket.ts';
import { folderSource } from '../tools/import/walk-folder.ts';

const USAGE = `Usage: npm run import -- FOLDER --base-url URL [options]
       npm run import -- s3://BUCKET/PREFIX --base-url URL [options]
       npm run import -- FOLDER|s3://BUCKET/PREFIX --env FILE [options]

Uploads the images of a folder and all folders in it, or of a bucket, that are not there yet. It can be stopped, killed and
started again, and makes nothing twice. Ctrl-C lets what is begun end for five seconds; a second one ends at once.

An image's imageId is its path below FOLDER, or its whole key. Left out are files whose extension is no image's, hidden ones,
Thumbs.db, desktop.ini, @eaDir, __MACOSX, and links to folders. A bucket is read with credentials and region as the AWS CLI has
them; PREFIX is that of the keys, and ends with / where it is meant as a folder.

  --env FILE       a file that npm run env or npm start -- --env has written; what flags say goes first
  --base-url URL   of the API with its stage, such as http://127.0.0.1:3000/v1
  --api-key KEY    default: IMAGE_INTAKE_API_KEY of the environment
  --user ID        userId of the images, for which their names are unique (default: import)
  --tag TAG        a tag of the new records; may be given several times
  --concurrency N  images that are sent at once, 1 to 100 (default: 8)
  --all            also files whose extension is no image's
  --dry-run        only tell what would be uploaded
  --report FILE    lines of JSON, one for each image that was not taken, and why; replaces the last one
                   (default: import-report.jsonl)
  --help           this text

Exits with 0 when all is there, 1 when something was not taken, 2 for a bad flag, and 130 when it was interrupted.`;

/** How long what is begun may take to end, once it is interrupted. */
const GRACE_MS = 5000;
/** What the terminal and npm send at once is one signal. */
const AT_ONCE_MS = 500;
const INTERRUPTED = 130;

const [stop, abort] = [new AbortController(), new AbortController()];
let stoppedAt: number | undefined;
const interrupt = () => {
  if (stoppedAt !== undefined && performance.now() - stoppedAt > AT_ONCE_MS) abort.abort();
  if (stoppedAt !== undefined) return;
  stoppedAt = performance.now();
  stop.abort();
  setTimeout(() => abort.abort(), GRACE_MS).unref();
};

/** `npm run import`: brings images that lie in a folder or a bucket. */
await runCommand(async () => {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: {
      env: { type: 'string' },
      'base-url': { type: 'string' },
      'api-key': { type: 'string' },
      user: { type: 'string', default: 'import' },
      tag: { type: 'string', multiple: true },
      concurrency: { type: 'string', default: '8' },
      all: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      report: { type: 'string', default: 'import-report.jsonl' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const [from, ...others] = positionals;
  const written = values.env === undefined ? {} : readSettings(values.env);
  const baseUrl = values['base-url'] ?? written.baseUrl;
  const apiKey = values['api-key'] ?? written.apiKey ?? process.env.IMAGE_INTAKE_API_KEY;
  if (!from || others.length > 0 || !baseUrl || !apiKey) throw new FlagError(USAGE);
  const { user: userId, tag: tags, all } = values;
  checkFlag('--user', faultIn(newUserId, userId));
  checkFlag('--tag', faultIn(tagList, tags ?? []));
  const concurrency = concurrencyOf(values.concurrency);
  const client = createClient({ baseUrl, apiKey });
  const source = sourceOf(from, all, concurrency);
  await source.check();
  await checkService(client, { baseUrl, userId });

  const report = openReport(values.report);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  const start = performance.now();
  const run = startImport({
    source,
    client,
    report,
    options: { userId, tags, concurrency, dryRun: values['dry-run'] },
    stop: stop.signal,
    abort: abort.signal,
  });
  const hide = showProgress(process.stdout, run.standing);
  try {
    await run.end;
    if (!stop.signal.aborted && endedOf(run.tally) === 0) throw new Error(`${from} has no images to import.`);
    if (!isWell(run.tally)) process.exitCode = 1;
  } catch (error) {
    const { message } = error as Error;
    // A key that was taken away, or a service that has gone.
    if (error instanceof IntakeError) throw new Error(`${message} Start it again to go on.`);
    if (!abort.signal.aborted) throw error;
  } finally {
    hide();
    source.close();
    report.close();
    console.log(summaryOf(run.tally, { ms: performance.now() - start, report: values.report }));
  }
  if (!stop.signal.aborted) return;
  console.error('Interrupted: start it again to go on.');
  // What was aborted may hold the process.
  process.exit(INTERRUPTED);
});

function sourceOf(from: string, all: boolean, concurrency: number): Source {
  if (!/^s3:/i.test(from)) return folderSource(from, { all });
  // The SDK for JavaScript does not know the second variable, which the AWS CLI reads first.
  const region = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;
  const client = new S3Client({ ...(region && { region }), followRegionRedirects: true });
  return bucketSource(from, { client, all, places: 2 * concurrency });
}

function checkFlag(flag: string, fault: string | undefined): void {
  if (fault) throw new FlagError(`${flag} ${fault}.`);
}

function concurrencyOf(text: string): number {
  try {
    return checkConcurrency(Number(text));
  } catch {
    throw new FlagError('--concurrency takes a whole number from 1 to 100.');
  }
}
