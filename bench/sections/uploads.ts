import type { BenchRun } from '../harness/local-run.ts';
import { type Created, call, create, put, send } from '../harness/service/api.ts';
import { quantile } from '../harness/statistics.ts';

export interface UploadToReady {
  concurrent: number;
  uploads: number;
  p50Ms: number;
  p95Ms: number;
}

export interface MixedLoad {
  seconds: number;
  clients: number;
  requestsPerSecond: number;
  uploadsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  throttled: number;
  failed: number;
}

/** Of each concurrency, in as many rounds as that takes. */
const UPLOADS = 100;

/** From the first byte of a PUT to the verdict on the record, by so many uploads at once. */
export async function uploadsToReady(
  run: BenchRun,
  concurrencies: readonly number[],
): Promise<UploadToReady[]> {
  await uploadOnce(run);
  const results: UploadToReady[] = [];
  for (const concurrent of concurrencies) {
    const rounds = Math.ceil(UPLOADS / concurrent);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      times.push(...(await Promise.all(Array.from({ length: concurrent }, () => uploadOnce(run)))));
    }
    results.push({
      concurrent,
      uploads: times.length,
      p50Ms: quantile(times, 0.5),
      p95Ms: quantile(times, 0.95),
    });
  }
  return results;
}

/** @returns ms */
async function uploadOnce(run: BenchRun): Promise<number> {
  const created = await create(run);
  const start = performance.now();
  await send(created);
  return (await run.inspected(created.metadata.id)) - start;
}

/** Every client in turn creates, uploads, reads, renames and lists, as fast as it is answered. */
export async function mixedLoad(run: BenchRun, seconds: number, clients: number): Promise<MixedLoad> {
  const end = performance.now() + seconds * 1000;
  const times: number[] = [];
  const counts = { uploads: 0, throttled: 0, failed: 0 };
  const timed = async (request: () => Promise<Response>): Promise<Response> => {
    const start = performance.now();
    const response = await request();
    times.push(performance.now() - start);
    if (response.status === 429) counts.throttled++;
    else if (!response.ok) counts.failed++;
    return response;
  };
  const client = async () => {
    while (performance.now() < end) {
      const created = await timed(() => call(run, 'POST', '/metadata', { filename: 'hills.jpg' }));
      if (created.status !== 201) continue;
      const record = (await created.json()) as Created;
      await timed(() => put(record));
      counts.uploads++;
      for (const [method, path, body] of [
        ['GET', `/metadata/${record.metadata.id}`],
        ['PUT', `/metadata/${record.metadata.id}`, { title: 'Renamed' }],
        ['GET', '/metadata?limit=20'],
      ] as const) {
        const response = await timed(() => call(run, method, path, body));
        await response.arrayBuffer();
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return {
    seconds,
    clients,
    requestsPerSecond: times.length / seconds,
    uploadsPerSecond: counts.uploads / seconds,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    throttled: counts.throttled,
    failed: counts.failed,
  };
}
