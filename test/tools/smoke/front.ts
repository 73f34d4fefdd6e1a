import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { LocalRun } from '../../support/local-run.ts';

export async function recordsOf({ baseUrl, apiKey }: LocalRun): Promise<unknown[]> {
  const response = await fetch(`${baseUrl.replace(/\/$/, '')}/metadata`, {
    headers: { 'x-api-key': apiKey },
  });
  return ((await response.json()) as { metadata: unknown[] }).metadata;
}

interface OtherAnswer {
  status: number;
  body: string;
}

export interface FrontOptions {
  /** Changes the body of an answer. */
  change?: (body: string) => string;
  /** Another answer in the place of what the API answered. */
  replace?: (request: IncomingMessage) => OtherAnswer | undefined | Promise<OtherAnswer | undefined>;
}

/** The URL of a server before the API, until the test ends. */
export async function startFront(
  baseUrl: string,
  { change = (body) => body, replace = () => undefined }: FrontOptions,
): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const headers = Object.entries(request.headers).filter(
      ([name]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name),
    ) as [string, string][];
    const answer = await fetch(baseUrl.replace(/\/$/, '') + request.url, {
      method: request.method!,
      headers,
      ...(body.byteLength > 0 && { body }),
    });
    const text = await answer.text();
    const other = await replace(request);
    // 204 has no body.
    response.writeHead(other?.status ?? answer.status, { 'content-type': 'application/json' });
    response.end(other?.body ?? change(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
