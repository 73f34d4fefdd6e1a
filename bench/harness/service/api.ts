import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalRun } from '../../../local/options.ts';

/** A record that was made, and where its image is to be sent. */
export interface Created {
  metadata: { id: string };
  preSignedUrl: { url: string };
}

const image = new Uint8Array(readFileSync(new URL('../../../samples/hills.jpg', import.meta.url)));

/** A call of the API with the run's key. */
export function call(run: LocalRun, method: string, path: string, body?: object): Promise<Response> {
  return fetch(run.baseUrl + path, {
    method,
    headers: { 'x-api-key': run.apiKey, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/** A new record, once the throttle lets it be made. @throws Error when it is refused for another reason */
export async function create(run: LocalRun): Promise<Created> {
  for (;;) {
    const response = await call(run, 'POST', '/metadata', { filename: 'hills.jpg' });
    if (response.status === 201) return (await response.json()) as Created;
    if (response.status !== 429) throw new Error(`POST was answered ${response.status}`);
    await sleep(100);
  }
}

/** Sends the image of 1600 by 900 pixels that all uploads here are of. */
export function put({ preSignedUrl }: Created): Promise<Response> {
  return fetch(preSignedUrl.url, { method: 'PUT', body: image });
}

/** @throws Error when S3 does not take it */
export async function send(created: Created): Promise<void> {
  const response = await put(created);
  if (!response.ok) throw new Error(`The upload was answered ${response.status}`);
}
