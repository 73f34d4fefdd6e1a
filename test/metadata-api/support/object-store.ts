import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  readonly #server: Server;
  readonly #endpoint = process.env.AWS_ENDPOINT_URL_S3;

  private constructor(secret: string) {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url!, `http://${request.headers.host}`);
      const [, bucket, ...key] = url.pathname.split('/');
      this.requests.push({ method: request.method!, path: url.pathname });
      const signature = expectedSignature(
        request.method!,
        url,
        request.headers as Record<string, string>,
        secret,
      );
      const failure = this.failures.shift();
      const allowed = url.searchParams.get('X-Amz-Signature') === signature && request.method === 'DELETE';
      if (failure) response.statusCode = failure;
      else if (!allowed || !bucket) response.statusCode = 403;
      else {
        this.keys.delete(key.join('/'));
        response.statusCode = 204;
      }
      response.end(response.statusCode === 204 ? undefined : 'An answer that is left unread');
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
