import { createHash } from 'node:crypto';
import { type S3Bucket, S3Error, type S3Request } from '../../../lambdas/shared/s3-bucket.ts';
import type { AwsAnswer } from '../../../lambdas/shared/signed-http.ts';

interface Version {
  id: string;
  /** undefined in a delete marker. */
  body: Buffer | undefined;
  eTag: string;
  contentType: string;
  /** `x-amz-meta-…` headers. */
  meta: Record<string, string>;
}

/**
 * A versioned bucket in memory, with what the functions behind queues ask of S3: versions, delete markers,
 * conditions, ranges, and metadata. https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html
 */
export class FakeBucket implements Pick<S3Bucket, 'send'> {
  readonly requests: S3Request[] = [];
  #versions = new Map<string, Version[]>();
  #next = 1;

  put(key: string, body: Buffer, contentType = 'binary/octet-stream', meta = {}): Version {
    const eTag = createHash('md5').update(body).digest('hex');
    return this.#add(key, { id: `v${this.#next++}`, body, eTag, contentType, meta });
  }

  /** What a plain GET finds. */
  find(key: string): Version | undefined {
    const top = this.#versions.get(key)?.at(-1);
    return top?.body && top;
  }

  /** Keys that a plain GET finds, each with the version that it finds. */
  visible(): Record<string, string> {
    const entries = [...this.#versions].flatMap(([key, versions]) => {
      const top = versions.at(-1);
      return top?.body ? [[key, top.id]] : [];
    });
    return Object.fromEntries(entries);
  }

  /** Ids of a key's versions, oldest first; delete markers as `marker`. */
  versions(key: string): string[] {
    return (this.#versions.get(key) ?? []).map(({ id, body }) => (body ? id : 'marker'));
  }

  async send(request: S3Request): Promise<AwsAnswer> {
    this.requests.push(request);
    if (request.method === 'PUT') return this.#put(request);
    return request.method === 'DELETE' ? this.#delete(request) : this.#get(request);
  }

  #get(request: S3Request): AwsAnswer {
    const { key, query = {}, headers = {}, method } = request;
    const versions = this.#versions.get(key) ?? [];
    const version = query.versionId ? versions.find(({ id }) => id === query.versionId) : versions.at(-1);
    if (!version) throw refusal(request, 404, query.versionId ? 'NoSuchVersion' : 'NoSuchKey');
    if (!version.body) {
      const marked = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.id };
      throw query.versionId
        ? refusal(request, 405, 'MethodNotAllowed', marked)
        : refusal(request, 404, 'NoSuchKey', marked);
    }
    const ifMatch = headers['if-match']?.replaceAll('"', '');
    if (ifMatch && ifMatch !== version.eTag) throw refusal(request, 412, 'PreconditionFailed');
    const answer = { 'content-type': version.contentType, 'x-amz-version-id': version.id, ...version.meta };
    if (method === 'HEAD') return { status: 200, headers: answer, body: Buffer.alloc(0) };
    if (!headers.range) return { status: 200, headers: answer, body: version.body };
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    if (Number(start) >= version.body.length) throw refusal(request, 416, 'InvalidRange');
    return { status: 206, headers: answer, body: version.body.subarray(Number(start), Number(end) + 1) };
  }

  #put({ key, headers = {}, body }: S3Request): AwsAnswer {
    const meta = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
    const { id } = this.put(key, Buffer.from(body!), headers['content-type'], Object.fromEntries(meta));
    return { status: 200, headers: { 'x-amz-version-id': id }, body: Buffer.alloc(0) };
  }

  #delete({ key, query = {} }: S3Request): AwsAnswer {
    const versions = this.#versions.get(key) ?? [];
    if (query.versionId) {
      this.#versions.set(
        key,
        versions.filter(({ id }) => id !== query.versionId),
      );
    } else {
      this.#add(key, { id: `m${this.#next++}`, body: undefined, eTag: '', contentType: '', meta: {} });
    }
    return { status: 204, headers: {}, body: Buffer.alloc(0) };
  }

  #add(key: string, version: Version): Version {
    this.#versions.set(key, [...(this.#versions.get(key) ?? []), version]);
    return version;
  }
}

function refusal(request: S3Request, status: number, code: string, headers: Record<string, string> = {}) {
  const body = Buffer.from(request.method === 'HEAD' ? '' : `<Error><Code>${code}</Code></Error>`);
  return new S3Error(request.method, { status, headers, body });
}
