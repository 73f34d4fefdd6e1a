import { setTimeout as sleep } from 'node:timers/promises';
import type { Metadata, PreSignedUrl } from '../../contract/requests.ts';
import type { LocalRun } from '../../local/options.ts';

/** Any answer of the API, loosely: what must be in it, the story says. */
export interface Answer {
  status: number;
  body: {
    metadata?: Metadata;
    preSignedUrl?: PreSignedUrl | null;
    presignedUrl?: string;
    headers?: Record<string, string>;
    code?: string;
    message?: string;
    version?: number;
  };
}

interface ListPage {
  metadata: Metadata[];
  nextCursor?: string;
}

const TIMEOUT_MS = 60_000;
/** Pause after a 429. */
const THROTTLED_MS = 250;

/** The requests of a client without any memory: nothing is tried again but what was throttled. */
export class Api {
  private readonly baseUrl: string;
  private readonly apiKey: string;

  constructor({ baseUrl, apiKey }: Pick<LocalRun, 'baseUrl' | 'apiKey'>) {
    this.baseUrl = baseUrl;
    this.apiKey = apiKey;
  }

  async call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    { body, headers = {} }: { body?: object; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    for (;;) {
      const response = await fetch(this.baseUrl + path, {
        method,
        headers: {
          'x-api-key': this.apiKey,
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      if (response.status !== 429) return { status: response.status, body: text ? JSON.parse(text) : {} };
      await sleep(THROTTLED_MS * (1 + Math.random()));
    }
  }

  /** Every record that was created after this instant, epoch ms, by the list. */
  async *list(createdAfter: number): AsyncGenerator<Metadata> {
    let cursor = '';
    do {
      const query = `limit=100&createdAfter=${createdAfter}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const { status, body } = await this.call('GET', `/metadata?${query}`);
      if (status !== 200) throw new Error(`The list is ${status}: ${JSON.stringify(body)}`);
      const page = body as unknown as ListPage;
      yield* page.metadata;
      cursor = page.nextCursor ?? '';
    } while (cursor !== '');
  }
}

/** @returns the status, and S3's code where it refuses */
export async function putObject(
  url: string,
  headers: Record<string, string>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ status: number; code: string }> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { method: 'PUT', headers, body: bytes, signal });
  const [, code = ''] = /<Code>(\w+)<\/Code>/.exec(await response.text()) ?? [];
  return { status: response.status, code };
}

export async function getObject(url: string) {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, contentType: response.headers.get('content-type'), bytes };
}

/** Key of the object that a URL of the local S3 is for: its bucket is the first part of the path. */
export function keyOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split('/').slice(2).join('/'));
}
