import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { newId } from '../lambdas/metadata-api/records/identity.ts';
import { newRecord } from '../lambdas/metadata-api/records/new-record.ts';
import { toItem } from '../lambdas/shared/record-item.ts';
import { positiveInteger, readFlags } from '../tools/flags.ts';
import { type BenchRun, startBenchRun } from './harness/local-run.ts';
import { median } from './harness/statistics.ts';

const USAGE = `Usage: npm run bench:list -- [SIZE…]

What a page of the listing costs as the table grows, from one number of records to the next (default: 1000 10000 100000).
The service is on this machine; on AWS the milliseconds differ, the queries, capacity units and bytes do not.`;

const ROUNDS = 30;
const OWNER_EVERY = 10;
const RARE_EVERY = 500;
const START = Date.parse('2026-01-01');

/** Writes records behind the API's back, 25 at a time. */
async function fill(run: BenchRun, table: DynamoDBClient, from: number, to: number): Promise<void> {
  const name = Object.values(run.names.tables)[0]!;
  for (let at = from; at < to; at += 25) {
    const records = Array.from({ length: Math.min(25, to - at) }, (_, offset) => recordOf(at + offset));
    const requests = records.map((record) => ({ PutRequest: { Item: toItem(record) } }));
    await table.send(new BatchWriteItemCommand({ RequestItems: { [name]: requests } }));
    if (at % 10_000 === 0) process.stderr.write(`\r${at} records`);
  }
  process.stderr.write('\r                \r');
}

function recordOf(at: number) {
  const body = {
    filename: `photo-${at}.jpg`,
    title: 'A picture of some length in its title',
    ...(at % OWNER_EVERY === 0 && { userId: 'owner' }),
    ...(at % RARE_EVERY === 0 && { tags: ['rare'] }),
    attributes: { camera: 'X100', rating: 4 },
  };
  return newRecord(
    { feedShards: 4, pendingDays: 7, urlExpiresSeconds: 3600 },
    newId(),
    body,
    START + at * 1000,
  );
}

async function measure(run: BenchRun, query: string) {
  run.calls.length = 0;
  const times: number[] = [];
  let [found, bytes] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const answer = await fetch(`${run.baseUrl}/metadata?${query}`, { headers: { 'x-api-key': run.apiKey } });
    const body = await answer.text();
    times.push(performance.now() - started);
    if (answer.status !== 200) throw new Error(`A list was answered ${answer.status}: ${body}`);
    found = (JSON.parse(body) as { metadata: unknown[] }).metadata.length;
    bytes += body.length;
  }
  const queries = run.calls.filter(({ operation }) => operation === 'Query');
  const units = queries.reduce((sum, { consumedCapacity = 0 }) => sum + consumedCapacity, 0);
  return {
    found,
    queries: queries.length / ROUNDS,
    'read units': units / ROUNDS,
    'KB answered': Number((bytes / ROUNDS / 1000).toFixed(1)),
    'ms (median)': Number(median(times).toFixed(1)),
  };
}

async function bench(sizes: number[]): Promise<void> {
  const run = await startBenchRun({ counting: true });
  const { dynamodbEndpoint: endpoint, region, credentials } = run;
  const table = new DynamoDBClient({ endpoint, region, credentials });
  const rows: object[] = [];
  let filled = 0;
  for (const size of sizes) {
    await fill(run, table, filled, size);
    filled = size;
    const middle = START + (size / 2) * 1000;
    for (const [page, query] of [
      ['first 50', 'limit=50'],
      ['50 from the middle', `limit=50&createdBefore=${middle}`],
      ['oldest 50', 'limit=50&order=asc'],
      ['50 of a user', 'limit=50&userId=owner'],
      ['2 of a rare tag (1 in 500)', 'limit=2&tag=rare'],
    ] as const) {
      rows.push({ records: size, page, ...(await measure(run, query)) });
    }
  }
  console.table(rows);
  table.destroy();
  await run.stop();
}

try {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  const sizes = positionals.map((size) => positiveInteger('SIZE', size));
  if (values.help) console.log(USAGE);
  else await bench(sizes.length > 0 ? sizes : [1000, 10_000, 100_000]);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
