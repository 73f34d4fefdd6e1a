import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isGone, readObject } from '../shared/aws/s3.ts';
import { RENDITION_TYPES } from '../shared/delivery/rendition.ts';
import type { StoredImage } from '../shared/record.ts';
import type { Encoded } from './draw.ts';

/** A version of an object that was stored. */
export interface StoredVersion {
  key: string;
  /** Undefined where the bucket keeps none. */
  versionId: string | undefined;
}

/**
 * Every S3 call of the renderer. Needs GetObject and GetObjectVersion on images; GetObject, PutObject and DeleteObjectVersion on
 * renditions; ListBucket.
 */
export class StoredRenditions {
  readonly #s3: Pick<S3Client, 'send'>;
  readonly #bucket: string;
  readonly #cacheControl: string;

  /** @param cacheControl - of what is stored */
  constructor(s3: Pick<S3Client, 'send'>, bucket: string, cacheControl: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#cacheControl = cacheControl;
  }

  /** The bytes of exactly this version of an image; undefined when it is gone. */
  original({ key, versionId }: StoredImage): Promise<Uint8Array | undefined> {
    return this.#read({ Key: key, VersionId: versionId });
  }

  /** The bytes of a rendition or a master; undefined when there is none. */
  get(key: string): Promise<Uint8Array | undefined> {
    return this.#read({ Key: key });
  }

  async put(key: string, { bytes, format }: Encoded): Promise<StoredVersion> {
    const { VersionId } = await this.#s3.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        Body: bytes,
        ContentType: RENDITION_TYPES[format],
        CacheControl: this.#cacheControl,
      }),
    );
    return { key, versionId: VersionId };
  }

  /** Deletes for good; what is gone is fine. */
  async delete({ key, versionId }: StoredVersion): Promise<void> {
    await this.#s3.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId }));
  }

  async #read(object: { Key: string; VersionId?: string | undefined }): Promise<Uint8Array | undefined> {
    try {
      return (await readObject(this.#s3, { Bucket: this.#bucket, ...object })).bytes;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }
}
