import { BatchWriteItemCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { positiveInteger, readFlags } from '../bin/flags.ts';
import { newRecord } from '../lambdas/metadata-api/create-record.ts';
import { newId } from '../lambdas/metadata-api/identity.ts';
import { toItem } from '../lambdas/metadata-api/item.ts';
import { Harness, SETTINGS } from '../test/metadata-api/support/harness.ts';
import { TABLE, TestTable } from '../test/metadata-api/support/table.ts';

const USAGE = `Usage: npm run bench:list -- [SIZE…]

What a page of the listing costs as the table grows, from one number of records to the next (default: 1000 10000 100000).
The engine is in this process; on AWS the milliseconds differ, the queries, capacity units and bytes do not.`;

const ROUNDS = 30;
const OWNER_EVERY = 10;
const RARE_EVERY = 500;
const START = Date.parse('2026-01-01');

interface Cost {
  queries: number;
  /** Read capacity units. */
  units: number;
  bytes: number;
}

const cost: Cost = { queries: 0, units: 0, bytes: 0 };

async function fill(table: TestTable, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += 25) {
    const records = Array.from({ length: Math.min(25, to - at) }, (_, offset) => recordOf(at + offset));
    const requests = records.map((record) => ({ PutRequest: { Item: toItem(record) } }));
    await table.client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
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
  return newRecord({ ...SETTINGS, feedShards: 1 }, newId(), body, START + at * 1000);
}

/** Counts what each query cost, as DynamoDB itself tells it. */
function meter(table: TestTable): void {
  table.client.middlewareStack.add(
    (next) => (args) => next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } }),
    { step: 'initialize' },
  );
  table.client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { ConsumedCapacity } = result.output as QueryCommandOutput;
      const { headers } = result.response as { headers: Record<string, string> };
      cost.queries += 1;
      cost.units += ConsumedCapacity?.CapacityUnits ?? 0;
      cost.bytes += Number(headers['content-length']);
      return result;
    },
    { step: 'deserialize', priority: 'high' },
  );
}

async function measure(api: Harness, query: string) {
  Object.assign(cost, { queries: 0, units: 0, bytes: 0 });
  const times: number[] = [];
  let found = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const { body } = await api.call('GET', `/metadata?${query}`);
    times.push(performance.now() - started);
    found = body.metadata.length;
  }
  const median = times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
  return {
    found,
    queries: cost.queries / ROUNDS,
    'read units': cost.units / ROUNDS,
    KB: Number((cost.bytes / ROUNDS / 1000).toFixed(1)),
    'ms (median)': Number(median.toFixed(1)),
  };
}

async function bench(sizes: number[]): Promise<void> {
  const table = await TestTable.start();
  meter(table);
  const api = new Harness(table);
  const rows: object[] = [];
  let filled = 0;
  for (const size of sizes) {
    await fill(table, filled, size);
    filled = size;
    const middle = START + (size / 2) * 1000;
    for (const [page, query] of [
      ['first 50', 'limit=50'],
      ['50 from the middle', `limit=50&createdBefore=${middle}`],
      ['oldest 50', 'limit=50&order=asc'],
      ['50 of a user', 'limit=50&userId=owner'],
      ['2 of a rare tag (1 in 500)', 'limit=2&tag=rare'],
    ] as const) {
      rows.push({ records: size, page, ...(await measure(api, query)) });
    }
  }
  console.table(rows);
  await table.stop();
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
