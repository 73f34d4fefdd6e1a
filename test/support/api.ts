import { setTimeout as sleep } from 'node:timers/promises';

/** Any JSON, of an answer or a template: tests read whatever the wire carries, also what no type allows. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
}

/** A REST client as plain as curl: it knows the base URL and the key or other headers, and nothing of the contract. */
export function restClient({
  baseUrl,
  ...access
}: { baseUrl: string } & ({ apiKey: string } | { headers: object })) {
  const own = 'apiKey' in access ? { 'x-api-key': access.apiKey } : access.headers;
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(baseUrl + path, {
      method,
      headers: {
        ...own,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  };

  /** Sends bytes to a ticket with exactly the headers that it names. */
  const upload = (ticket: Json, bytes: Uint8Array<ArrayBuffer>) =>
    fetch(ticket.url, { method: 'PUT', headers: ticket.headers ?? {}, body: bytes });

  /** Reads a record until `done` says so. */
  const waitFor = async (
    id: string,
    done: (metadata: Json) => boolean,
    timeoutMs = 20_000,
  ): Promise<Json> => {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const { body } = await call('GET', `/metadata/${id}`);
      if (done(body.metadata)) return body;
      if (Date.now() > deadline)
        throw new Error(`Still ${JSON.stringify(body.metadata)} after ${timeoutMs} ms`);
      await sleep(50);
    }
  };

  return {
    call,
    upload,
    waitFor,
    get: (path: string) => call('GET', path),
    post: (path: string, body: unknown, headers?: Record<string, string>) =>
      call('POST', path, body, headers),
    put: (path: string, body?: unknown, headers?: Record<string, string>) => call('PUT', path, body, headers),
    remove: (path: string, headers?: Record<string, string>) => call('DELETE', path, undefined, headers),
  };
}
