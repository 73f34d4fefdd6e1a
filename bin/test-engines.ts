import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startDynamoDbLocal } from '../tools/engines/dynamodb-local.ts';
import { MissingProgram } from '../tools/engines/missing-program.ts';
import { startRgw } from '../tools/engines/rgw.ts';
import { readFlags, runCommand } from '../tools/flags.ts';

const USAGE = `Usage: npm run test:engines -- [PATH…]

Runs the end-to-end suite, the attacks on the store, and the contract of streams, or the tests below the paths that are
named, against Amazon's DynamoDB Local and Ceph RGW. Exits with 2 when an engine cannot run here, or a flag is unknown.`;

const SUITE = [
  'test/e2e',
  'test/local/s3/attack.test.ts',
  'test/local/s3/external.test.ts',
  'test/local/lambda/streams/declared.test.ts',
  // What is of the embedded engines: data that stays. What takes too long for each time: a thousand records.
  '--exclude=test/e2e/{kept,reconciling}/**',
  // What no engine changes: the page's own business, imports, thumbnails, tokens, the bus,
  // receivers of webhooks, what HTTP clients do. How the page uploads is asked of them.
  '--exclude=test/e2e/web/*.test.ts',
  '--exclude=test/e2e/web/{gallery,viewer,apps,users}/**',
  '--exclude=test/e2e/{event-bus,http-clients,import,page,thumbnails,webhooks}.test.ts',
  '--exclude=test/e2e/users/**',
  '--exclude=test/e2e/web/uploads/{connections,expired-ticket,leftovers,lost-answers,many,picker,pictures,resuming,states}.test.ts',
];

/** On the engine's own streams, one file after the other: it bears no two callers once a table has one. */
const STREAMS = ['test/local/dynamodb/streams', 'test/local/dynamodb/transactions', '--no-file-parallelism'];

const stops: (() => Promise<void>)[] = [];
let interrupted = false;

async function test(paths: string[]): Promise<number> {
  const dynamodb = await startDynamoDbLocal();
  stops.push(dynamodb.stop);
  const rgw = await startRgw();
  stops.push(rgw.stop);
  console.log(`DynamoDB Local at ${dynamodb.endpoint}, Ceph RGW at ${rgw.settings.S3_ENDPOINT}`);
  if (interrupted) return 130;
  const env = { ...process.env, ...rgw.settings, ENGINES: 'real', DYNAMODB_ENDPOINT: dynamodb.endpoint };
  let failed = 0;
  for (const some of paths.length > 0 ? [paths] : [STREAMS, SUITE]) failed ||= await vitest(some, env);
  return failed;
}

async function vitest(paths: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...paths], {
    stdio: 'inherit',
    env,
  });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

// The terminal sends the signal to vitest as well, which ends, and then the engines are stopped.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
  });
}

await runCommand(async () => {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  if (values.help) console.log(USAGE);
  else await testAndStop(positionals);
});

/** `npm run test:engines` */
async function testAndStop(paths: string[]): Promise<void> {
  try {
    process.exitCode = await test(paths);
  } catch (error) {
    if (!(error instanceof MissingProgram)) throw error;
    console.error(`test:engines did not run. ${error.message}`);
    process.exitCode = 2;
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}
