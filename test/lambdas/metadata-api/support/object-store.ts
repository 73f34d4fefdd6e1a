import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface StoreRequest {
  method: string;
  path: string;
}

/**
 * As much of S3 as the API itself calls: it copies and deletes objects. The whole of S3, signatures included, is the end-to-end
 * suite's.
 */
export class ObjectStore {
  readonly requests: StoreRequest[] = [];
  readonly keys = new Set<string>();
  /** Ids of versions that were deleted for good. */
  readonly versions: string[] = [];
  connections = 0;
  /** Statuses to answer before working again. */
  readonly failures: number[] = [];
  /** Codes to answer for a single key before working again. */
  readonly keyFailures: string[] = [];
  readonly #server: Server;
  readonly #endpoint = process.env.AWS_ENDPOINT_URL_S3;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const url = new URL(request.url!, `http://${request.headers.host}`);
      const [, bucket] = url.pathname.split('/');
      const deletes = request.method === 'POST' && url.searchParams.has('delete');
      const copies = request.headers['x-amz-copy-source'];
      const kind = deletes ? '?delete' : copies ? `?copy of ${copies}` : '';
      this.requests.push({ method: request.method!, path: url.pathname + kind });
      const body = await text(request);
      if (copies) {
        response.statusCode = this.failures.shift() ?? 200;
        return response.end('<CopyObjectResult><ETag>"e"</ETag></CopyObjectResult>');
      }
      // S3 takes no deletion of many objects without a checksum.
      const checked = Object.keys(request.headers).some((name) =>
        /^x-amz-checksum-|^content-md5$/.test(name),
      );
      const signed = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ');
      response.statusCode = this.failures.shift() ?? (deletes && bucket && checked && signed ? 200 : 403);
      if (response.statusCode !== 200) return response.end('An answer in words');
      const keys = [...body.matchAll(/<Key>(.+?)<\/Key>/g)].map(([, key]) => key!);
      this.versions.push(...[...body.matchAll(/<VersionId>(.+?)<\/VersionId>/g)].map(([, id]) => id!));
      const code = this.keyFailures.shift();
      const failed = code === undefined ? [] : keys.splice(0, 1);
      for (const key of keys) this.keys.delete(key);
      const errors = failed.map(
        (key) => `<Error><Key>${key}</Key><Code>${code}</Code><Message>No</Message></Error>`,
      );
      response.end(`<DeleteResult>${errors.join('')}</DeleteResult>`);
    });
    this.#server.on('connection', () => {
      this.connections += 1;
    });
  }

  static async start(): Promise<ObjectStore> {
    const store = new ObjectStore();
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
