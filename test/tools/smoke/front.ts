import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalRun } from '../../support/local-run.ts';

export async function recordsOf({ baseUrl, apiKey }: LocalRun): Promise<unknown[]> {
  const response = await fetch(`${baseUrl.replace(/\/$/, '')}/metadata`, {
    headers: { 'x-api-key': apiKey },
  });
  return ((await response.json()) as { metadata: unknown[] }).metadata;
}

/** A server before the API that changes its answers, or puts another one in the place of what the API answered. */
export async function startFront(
  baseUrl: string,
  change: (body: string) => string,
  replace: (request: IncomingMessage) => { status: number; body: string } | undefined = () => undefined,
): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const body = await new Response(request as unknown as ReadableStream).arrayBuffer();
    const headers = Object.entries(request.headers).filter(
      ([name]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name),
    ) as [string, string][];
    const answer = await fetch(baseUrl.replace(/\/$/, '') + request.url, {
      method: request.method!,
      headers,
      ...(body.byteLength > 0 && { body }),
    });
    const text = await answer.text();
    const other = replace(request);
    // 204 has no body.
    response.writeHead(other?.status ?? answer.status, { 'content-type': 'application/json' });
    response.end(other?.body ?? change(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
