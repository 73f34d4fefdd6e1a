import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startDynamoDbLocal } from '../tools/engines/dynamodb-local.ts';
import { MissingProgram } from '../tools/engines/missing-program.ts';
import { startRgw } from '../tools/engines/rgw.ts';

/**
 * `npm run test:engines`: the end-to-end suite, and the attacks on the store, against Amazon's DynamoDB Local and
 * Ceph RGW. Arguments are handed to vitest in place of those paths. Exit code 2: an engine cannot run here.
 */
const SUITE = ['test/e2e', 'test/local/s3/attack.test.ts', 'test/local/s3/external.test.ts'];

const stops: (() => Promise<void>)[] = [];
let interrupted = false;

async function main(): Promise<number> {
  const dynamodb = await startDynamoDbLocal();
  stops.push(dynamodb.stop);
  const rgw = await startRgw();
  stops.push(rgw.stop);
  console.log(`DynamoDB Local at ${dynamodb.endpoint}, Ceph RGW at ${rgw.settings.S3_ENDPOINT}`);
  if (interrupted) return 130;
  const paths = process.argv.slice(2);
  const vitest = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', ...(paths.length > 0 ? paths : SUITE)],
    {
      stdio: 'inherit',
      env: { ...process.env, ...rgw.settings, ENGINES: 'real', DYNAMODB_ENDPOINT: dynamodb.endpoint },
    },
  );
  const [code] = await once(vitest, 'exit');
  return code ?? 1;
}

// The terminal sends the signal to vitest as well, which ends, and then the engines are stopped.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof MissingProgram)) throw error;
  console.error(`test:engines did not run. ${error.message}`);
  process.exitCode = 2;
} finally {
  for (const stop of stops.reverse()) await stop();
}
