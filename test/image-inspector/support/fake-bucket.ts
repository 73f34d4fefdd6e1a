import { createHash } from 'node:crypto';
import {
  type S3Client,
  S3Error,
  type S3Request,
  type S3Response,
} from '../../../lambdas/shared/s3-client.ts';

interface Version {
  id: string;
  /** undefined in a delete marker. */
  body: Buffer | undefined;
  eTag: string;
  contentType: string;
}

/**
 * A versioned bucket in memory, with what the inspector asks of S3: versions, delete markers, conditions, ranges
 * and verified checksums. https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html
 */
export class FakeBucket implements Pick<S3Client, 'send'> {
  readonly requests: S3Request[] = [];
  #versions = new Map<string, Version[]>();
  #next = 1;

  put(key: string, body: Buffer, contentType = 'binary/octet-stream'): Version {
    const eTag = createHash('md5').update(body).digest('hex');
    return this.#add(key, { id: `v${this.#next++}`, body, eTag, contentType });
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

  async send(request: S3Request): Promise<S3Response> {
    this.requests.push(request);
    return request.method === 'DELETE' ? this.#delete(request) : this.#get(request);
  }

  #get(request: S3Request): S3Response {
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
    const answer = { 'content-type': version.contentType, 'x-amz-version-id': version.id };
    if (method === 'HEAD') return { status: 200, headers: answer, body: Buffer.alloc(0) };
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    if (Number(start) >= version.body.length) throw refusal(request, 416, 'InvalidRange');
    return { status: 206, headers: answer, body: version.body.subarray(Number(start), Number(end) + 1) };
  }

  #delete({ key, query = {} }: S3Request): S3Response {
    const versions = this.#versions.get(key) ?? [];
    if (query.versionId) {
      this.#versions.set(
        key,
        versions.filter(({ id }) => id !== query.versionId),
      );
    } else {
      this.#add(key, { id: `m${this.#next++}`, body: undefined, eTag: '', contentType: '' });
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
