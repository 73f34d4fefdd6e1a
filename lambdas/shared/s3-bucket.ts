import { bucketAddress } from './bucket-address.ts';
import { type AwsAnswer, type AwsConfig, SignedHttp } from './signed-http.ts';

export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  key: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

/** An answer that says no. `code` is S3's own, where it gave one. */
export class S3Error extends Error {
  override name = 'S3Error';
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(method: string, { status, headers, body }: AwsAnswer) {
    const code = /<Code>(\w+)<\/Code>/.exec(body.toString('utf8', 0, 1024))?.[1] ?? 'NoCode';
    super(`S3 answered ${method} with ${status} ${code}`);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** Deleted, overwritten, a delete marker, or shorter than it was; but never a bucket that is missing. */
export function isGone(error: unknown): error is S3Error {
  return (
    error instanceof S3Error && [404, 405, 412, 416].includes(error.status) && error.code !== 'NoSuchBucket'
  );
}

/**
 * The few S3 calls that the functions behind queues need, on one bucket: `client-s3` would add 150 KB to a bundle of 200
 * (docs/adr/0008-s3-without-client-s3.md).
 * https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
 */
export class S3Bucket {
  readonly #config: AwsConfig;
  readonly #name: string;
  readonly #http: SignedHttp;

  constructor(config: AwsConfig, name: string) {
    this.#config = config;
    this.#name = name;
    this.#http = new SignedHttp(config, 's3', 10_000);
  }

  /** @throws S3Error for every answer that is not 2xx; what is transient was tried three times by then. */
  async send({ key, ...request }: S3Request): Promise<AwsAnswer> {
    const { origin, path } = bucketAddress(this.#name, await this.#config.region(), this.#config.endpoint);
    const answer = await this.#http.send({ ...request, origin, path: `${path}/${key}` });
    if (answer.status >= 300) throw new S3Error(request.method, answer);
    return answer;
  }
}
