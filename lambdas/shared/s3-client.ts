import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentityProvider, HashConstructor, Provider } from '@smithy/types';
import { bucketAddress } from './bucket-address.ts';

/** What the SDK's own clients have resolved already: take it from one of them. */
export interface S3ClientConfig {
  region: Provider<string>;
  credentials: AwsCredentialIdentityProvider;
  sha256: HashConstructor;
  /** An endpoint of one's own; undefined for Amazon S3. */
  endpoint?: string | undefined;
}

export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  bucket: string;
  key: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

export interface S3Response {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** An answer that says no. `code` is S3's own, where it gave one. */
export class S3Error extends Error {
  override name = 'S3Error';
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(method: string, response: S3Response) {
    const code = /<Code>(\w+)<\/Code>/.exec(response.body.toString('utf8', 0, 1024))?.[1] ?? 'NoCode';
    super(`S3 answered ${method} with ${response.status} ${code}`);
    this.status = response.status;
    this.code = code;
    this.headers = response.headers;
  }
}

const ATTEMPTS = 3;
const BACKOFF_MS = 50;
const isTransient = (status: number) => status === 429 || status >= 500;

/**
 * The few S3 calls that the functions behind queues need, on the SDK's signer and HTTP handler: `client-s3` would add
 * 150 KB to a bundle of 200 (docs/adr/0008-s3-without-client-s3.md).
 * https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
 */
export class S3Client {
  readonly #config: S3ClientConfig;
  readonly #signer: SignatureV4;
  readonly #http = new NodeHttpHandler({
    connectionTimeout: 2_000,
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
  });

  constructor(config: S3ClientConfig) {
    this.#config = config;
    this.#signer = new SignatureV4({ ...config, service: 's3', uriEscapePath: false });
  }

  /** @throws S3Error for every answer that is not 2xx; what is transient was tried three times by then. */
  async send(request: S3Request): Promise<S3Response> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.#attempt(request).catch((error: unknown) => {
        if (attempt === ATTEMPTS) throw error;
        return undefined;
      });
      if (response && response.status < 300) return response;
      if (response && (attempt === ATTEMPTS || !isTransient(response.status))) {
        throw new S3Error(request.method, response);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * BACKOFF_MS * 4 ** attempt));
    }
  }

  async #attempt({ method, bucket, key, query = {}, headers = {}, body }: S3Request): Promise<S3Response> {
    const { origin, host, path } = bucketAddress(bucket, await this.#config.region(), this.#config.endpoint);
    const { protocol, hostname, port } = new URL(origin);
    const request = new HttpRequest({
      method,
      protocol,
      hostname,
      ...(port && { port: Number(port) }),
      path: `${path}/${key}`,
      query,
      headers: { host, ...headers },
      ...(body && { body }),
    });
    const signed = new HttpRequest(await this.#signer.sign(request));
    const { response } = await this.#http.handle(signed);
    const chunks: Buffer[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
  }
}
