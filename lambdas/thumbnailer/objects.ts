import { type S3Client, S3Error } from '../shared/s3-client.ts';
import type { ThumbnailRequest } from '../shared/thumbnail.ts';

/** Says which image a thumbnail is of: the event that accepted it. */
const EVENT_HEADER = 'x-amz-meta-event';

/** Browsers may keep what they fetched; the URL changes with the image. */
const CACHE_CONTROL = 'private, max-age=31536000, immutable';

/** Versions that are taken off one key at most: each is one crashed attempt. */
const MAX_VERSIONS = 10;

/**
 * Every S3 call of the thumbnailer. Needs GetObject and GetObjectVersion on images; PutObject, GetObject and
 * DeleteObjectVersion on thumbnails; ListBucket.
 */
export class ObjectStore {
  readonly #s3: Pick<S3Client, 'send'>;
  readonly #bucket: string;

  constructor(s3: Pick<S3Client, 'send'>, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  /** The bytes of exactly the accepted version; undefined when it is gone. */
  async read({ key, versionId, eTag }: ThumbnailRequest): Promise<Buffer | undefined> {
    try {
      const { body } = await this.#s3.send({
        method: 'GET',
        bucket: this.#bucket,
        key,
        ...(versionId !== undefined && { query: { versionId } }),
        headers: { 'if-match': `"${eTag}"` },
      });
      return body;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** @returns the version that it became; undefined where the bucket keeps none */
  async put(key: string, webp: Buffer, event: string): Promise<string | undefined> {
    const { headers } = await this.#s3.send({
      method: 'PUT',
      bucket: this.#bucket,
      key,
      headers: { 'content-type': 'image/webp', 'cache-control': CACHE_CONTROL, [EVENT_HEADER]: event },
      body: webp,
    });
    return headers['x-amz-version-id'];
  }

  async deleteVersion(key: string, versionId: string): Promise<void> {
    await this.#s3.send({ method: 'DELETE', bucket: this.#bucket, key, query: { versionId } });
  }

  /** Deletes what a GET of the key would find, for good, as long as that is of an obsolete event. */
  async deleteObsolete(key: string, isObsolete: (event: string) => boolean): Promise<void> {
    for (let deleted = 0; deleted < MAX_VERSIONS; deleted++) {
      const top = await this.#s3.send({ method: 'HEAD', bucket: this.#bucket, key }).catch((error) => {
        if (isGone(error)) return undefined;
        throw error;
      });
      const { [EVENT_HEADER]: event, 'x-amz-version-id': versionId } = top?.headers ?? {};
      if (event === undefined || versionId === undefined || !isObsolete(event)) return;
      await this.deleteVersion(key, versionId);
    }
  }
}

/** Deleted, overwritten, or hidden by a delete marker; but never a bucket that is missing. */
function isGone(error: unknown): boolean {
  return error instanceof S3Error && [404, 405, 412].includes(error.status) && error.code !== 'NoSuchBucket';
}
