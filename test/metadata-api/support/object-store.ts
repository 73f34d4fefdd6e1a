import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expectedSignature } from './sigv4.ts';

interface StoreRequest {
  method: string;
  path: string;
}

/**
 * As much of S3 as the API itself calls: it deletes objects, for requests that are signed by the specification. The
 * whole of S3 is the end-to-end suite's.
 */
export class ObjectStore {
  readonly requests: StoreRequest[] = [];
  readonly keys = new Set<string>();
  connections = 0;
  /** Statuses to answer before working again. */
  readonly failures: number[] = [];
  /** Codes to answer for a single key before working again. */
  readonly keyFailures: string[] = [];
  readonly #server: Server;
  readonly #endpoint = process.env.AWS_ENDPOINT_URL_S3;

  private constructor(secret: string) {
    this.#server = createServer(async (request, response) => {
      const url = new URL(request.url!, `http://${request.headers.host}`);
      const [, bucket] = url.pathname.split('/');
      this.requests.push({
        method: request.method!,
        path: url.pathname + (url.searchParams.has('delete') ? '?delete' : ''),
      });
      const body = await text(request);
      const headers = request.headers as Record<string, string>;
      const signed =
        url.searchParams.get('X-Amz-Signature') === expectedSignature(request.method!, url, headers, secret);
      const whole = headers['x-amz-checksum-sha256'] === createHash('sha256').update(body).digest('base64');
      const deletes = request.method === 'POST' && url.searchParams.has('delete') && whole && signed;
      response.statusCode = this.failures.shift() ?? (deletes && bucket ? 200 : 403);
      if (response.statusCode !== 200) return response.end('An answer in words');
      const failed = this.keyFailures.shift();
      if (!failed) for (const [, key] of body.matchAll(/<Key>(.+?)<\/Key>/g)) this.keys.delete(key!);
      const error = failed ? `<Error><Key>some</Key><Code>${failed}</Code><Message>No</Message></Error>` : '';
      response.end(`<DeleteResult>${error}</DeleteResult>`);
    });
    this.#server.on('connection', () => {
      this.connections += 1;
    });
  }

  static async start(secret = 'secret'): Promise<ObjectStore> {
    const store = new ObjectStore(secret);
    await new Promise<void>((listening) => store.#server.listen(0, '127.0.0.1', listening));
    const { port } = store.#server.address() as AddressInfo;
    process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${port}`;
    return store;
  }

  async stop(): Promise<void> {
    if (this.#endpoint === undefined) delete process.env.AWS_ENDPOINT_URL_S3;
    else process.env.AWS_ENDPOINT_URL_S3 = this.#endpoint;
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}
