import { isGone, type S3Bucket } from '../shared/s3-bucket.ts';
import type { ThumbnailRequest } from '../shared/thumbnail.ts';
import { deleteObsoleteThumbnails, EVENT_HEADER } from '../shared/thumbnail-versions.ts';

/** Browsers may keep what they fetched; the URL changes with the image. */
const CACHE_CONTROL = 'private, max-age=31536000, immutable';

/**
 * Every S3 call of the thumbnailer. Needs GetObject and GetObjectVersion on images; PutObject, GetObject and
 * DeleteObjectVersion on thumbnails; ListBucket.
 */
export class ObjectStore {
  readonly #bucket: Pick<S3Bucket, 'send'>;

  constructor(bucket: Pick<S3Bucket, 'send'>) {
    this.#bucket = bucket;
  }

  /** The bytes of exactly the accepted version; undefined when it is gone. */
  async read({ key, versionId, eTag }: ThumbnailRequest): Promise<Buffer | undefined> {
    try {
      const { body } = await this.#bucket.send({
        method: 'GET',
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
    const { headers } = await this.#bucket.send({
      method: 'PUT',
      key,
      headers: { 'content-type': 'image/webp', 'cache-control': CACHE_CONTROL, [EVENT_HEADER]: event },
      body: webp,
    });
    return headers['x-amz-version-id'];
  }

  async deleteVersion(key: string, versionId: string): Promise<void> {
    await this.#bucket.send({ method: 'DELETE', key, query: { versionId } });
  }

  /** Deletes the thumbnails of an image's key that are of obsolete events, newest first. */
  async deleteObsolete(imageKey: string, isObsolete: (event: string) => boolean): Promise<void> {
    await deleteObsoleteThumbnails(this.#bucket, imageKey, isObsolete);
  }
}
