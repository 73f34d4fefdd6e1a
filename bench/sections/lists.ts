import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readyItem } from '../harness/events/record.ts';
import type { BenchRun } from '../harness/local-run.ts';
import { quantile } from '../harness/statistics.ts';

export interface ListPage {
  records: number;
  p50Ms: number;
  p99Ms: number;
  /** DynamoDB queries of one page, one a shard. */
  queries: number;
  /** Read capacity units of one page. */
  readUnits: number;
}

const BATCH = 25;
const WRITERS = 8;
const WARM_UP = 10;
const PAGES = 40;
const SHARDS = 4;

/** First pages of 50 over the whole local run, while the table grows. */
export async function listPages(run: BenchRun, sizes: readonly number[]): Promise<ListPage[]> {
  const table = Object.values(run.names.tables)[0]!;
  const client = new DynamoDBClient({
    endpoint: run.dynamodbEndpoint,
    region: run.region,
    credentials: run.credentials,
  });
  const pages: ListPage[] = [];
  let written = 0;
  for (const size of sizes) {
    await Promise.all(
      Array.from({ length: WRITERS }, async () => {
        while (written < size) {
          const first = written;
          written += BATCH;
          await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: batchFrom(first) } }));
        }
      }),
    );
    pages.push({ records: size, ...(await readPages(run)) });
  }
  client.destroy();
  return pages;
}

function batchFrom(first: number) {
  return Array.from({ length: BATCH }, (_, i) => {
    const item = { ...readyItem(first + i), feed: { S: `feed#${i % SHARDS}` } };
    return { PutRequest: { Item: item as never } };
  });
}

async function readPages(run: BenchRun): Promise<Omit<ListPage, 'records'>> {
  const times: number[] = [];
  for (let page = 0; page < WARM_UP + PAGES; page++) {
    if (page === WARM_UP) run.calls.length = 0;
    const start = performance.now();
    const response = await fetch(`${run.baseUrl}/metadata?limit=50`, {
      headers: { 'x-api-key': run.apiKey },
    });
    const { preSignedUrls } = (await response.json()) as { preSignedUrls: unknown[] };
    if (preSignedUrls.length !== 50) throw new Error(`A page of ${preSignedUrls.length} instead of 50`);
    if (page >= WARM_UP) times.push(performance.now() - start);
  }
  const queries = run.calls.filter(({ operation }) => operation === 'Query');
  const units = queries.reduce((sum, { consumedCapacity = 0 }) => sum + consumedCapacity, 0);
  return {
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    queries: queries.length / PAGES,
    readUnits: units / PAGES,
  };
}
