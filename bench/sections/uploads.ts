import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchRun } from '../harness/local-run.ts';
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

interface Created {
  metadata: { id: string };
  preSignedUrl: { url: string };
}

const image = new Uint8Array(readFileSync(new URL('../../samples/hills.jpg', import.meta.url)));

/** From the first byte of a PUT to the verdict on the record, by so many uploads at once. */
export async function uploadsToReady(
  run: BenchRun,
  concurrencies: readonly number[],
): Promise<UploadToReady[]> {
  await uploadOnce(run);
  const results: UploadToReady[] = [];
  for (const concurrent of concurrencies) {
    const rounds = Math.max(1, Math.ceil(20 / concurrent));
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
  const { metadata, preSignedUrl } = await create(run);
  const start = performance.now();
  const response = await fetch(preSignedUrl.url, { method: 'PUT', body: image });
  if (!response.ok) throw new Error(`The upload was answered ${response.status}`);
  await run.inspected(metadata.id);
  return performance.now() - start;
}

async function create(run: BenchRun): Promise<Created> {
  for (;;) {
    const response = await call(run, 'POST', '/metadata', { filename: 'hills.jpg' });
    if (response.status === 201) return (await response.json()) as Created;
    if (response.status !== 429) throw new Error(`POST was answered ${response.status}`);
    await sleep(100);
  }
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
      const { metadata, preSignedUrl } = (await created.json()) as Created;
      await timed(() => fetch(preSignedUrl.url, { method: 'PUT', body: image }));
      counts.uploads++;
      for (const [method, path, body] of [
        ['GET', `/metadata/${metadata.id}`],
        ['PUT', `/metadata/${metadata.id}`, { title: 'Renamed' }],
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

function call(run: BenchRun, method: string, path: string, body?: object): Promise<Response> {
  return fetch(run.baseUrl + path, {
    method,
    headers: { 'x-api-key': run.apiKey, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
}
