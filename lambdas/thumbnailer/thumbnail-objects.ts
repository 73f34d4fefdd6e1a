import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isGone, readObject } from '../shared/aws/s3.ts';
import type { ThumbnailRequest } from '../shared/objects/thumbnail.ts';
import { deleteObsoleteThumbnails, EVENT_METADATA } from '../shared/objects/thumbnail-versions.ts';

/** Browsers may keep what they fetched; the URL changes with the image. */
const CACHE_CONTROL = 'private, max-age=31536000, immutable';

/**
 * Every S3 call of the thumbnailer. Needs GetObject and GetObjectVersion on images; PutObject, GetObject and
 * DeleteObjectVersion on thumbnails; ListBucket.
 */
export class ThumbnailObjects {
  readonly #s3: Pick<S3Client, 'send'>;
  readonly #bucket: string;

  constructor(s3: Pick<S3Client, 'send'>, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  /** The bytes of exactly the accepted version; undefined when it was deleted. */
  async read({ key, versionId, eTag }: ThumbnailRequest): Promise<Uint8Array | undefined> {
    const object = { Bucket: this.#bucket, Key: key, VersionId: versionId, IfMatch: `"${eTag}"` };
    try {
      return (await readObject(this.#s3, object)).bytes;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** @returns the version that it became; undefined where the bucket keeps none */
  async put(key: string, webp: Buffer, event: string): Promise<string | undefined> {
    const { VersionId } = await this.#s3.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        Body: webp,
        ContentType: 'image/webp',
        CacheControl: CACHE_CONTROL,
        Metadata: { [EVENT_METADATA]: event },
      }),
    );
    return VersionId;
  }

  async deleteVersion(key: string, versionId: string): Promise<void> {
    await this.#s3.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId }));
  }

  /** Deletes the thumbnails of an image's key that are of obsolete events, newest first. */
  async deleteObsolete(imageKey: string, isObsolete: (event: string) => boolean): Promise<void> {
    await deleteObsoleteThumbnails(this.#s3, this.#bucket, imageKey, isObsolete);
  }
}
