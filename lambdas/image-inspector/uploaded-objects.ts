import { DeleteObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isGone, readObject } from '../shared/aws/s3.ts';
import { putAside } from '../shared/objects/retired-images.ts';
import { deleteObsoleteThumbnails } from '../shared/objects/thumbnail-versions.ts';
import { versionIn } from '../shared/objects/version-id.ts';
import type { StoredImage } from '../shared/record.ts';

/** One version of an object; where the bucket keeps none, its ETag tells it from what overwrote it. */
export interface ObjectVersion {
  key: string;
  versionId: string | undefined;
  eTag: string;
}

/** The object was deleted or overwritten: no failure, but nothing to do either. */
export class ObjectGone extends Error {
  override name = 'ObjectGone';
}

/**
 * Every S3 call of the inspector. Needs GetObject, GetObjectVersion, PutObject, DeleteObject, DeleteObjectVersion
 * and ListBucket.
 */
export class UploadedObjects {
  readonly #s3: Pick<S3Client, 'send'>;
  readonly #bucket: string;

  constructor(s3: Pick<S3Client, 'send'>, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  /**
   * The bytes from `start` up to, not including, `end`, and the Content-Type that the object was stored with.
   * @throws ObjectGone when it was deleted or overwritten
   */
  async readRange(object: ObjectVersion, start: number, end: number) {
    const Range = `bytes=${start}-${end - 1}`;
    return unlessGone(() => readObject(this.#s3, { ...this.#version(object), Range }));
  }

  /**
   * Hex SHA-256 as S3 verified it at the upload; undefined where the store keeps none. Only a request for the
   * whole object answers it, so that the ranged read cannot bring it along.
   * @throws ObjectGone
   */
  async verifiedSha256(object: ObjectVersion): Promise<string | undefined> {
    const { ChecksumSHA256 = '' } = await unlessGone(() =>
      this.#s3.send(new HeadObjectCommand({ ...this.#version(object), ChecksumMode: 'ENABLED' })),
    );
    const hash = Buffer.from(ChecksumSHA256, 'base64');
    return hash.length === 32 ? hash.toString('hex') : undefined;
  }

  /** What a HEAD finds of a key, or of one version of it; undefined when that is gone, or hidden. */
  async find(key: string, versionId?: string): Promise<{ versionId: string | undefined } | undefined> {
    const head = new HeadObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId });
    try {
      return { versionId: versionIn((await this.#s3.send(head)).VersionId) };
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** Deletes exactly this version, for good. */
  async deleteVersion({ key, versionId, eTag }: ObjectVersion): Promise<void> {
    const which = versionId ? { VersionId: versionId } : { IfMatch: `"${eTag}"` };
    await this.#s3
      .send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key, ...which }))
      .catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
  }

  /** Puts a replaced image aside: no signed URL finds it any more, and it can be restored until its lifecycle ends. */
  async retire(image: StoredImage): Promise<void> {
    await putAside(this.#s3, this.#bucket, image);
  }

  /** Deletes the thumbnails of a replaced image, but none of an image accepted with this event or later. */
  async deleteThumbnails(imageKey: string, before: string): Promise<void> {
    await deleteObsoleteThumbnails(this.#s3, this.#bucket, imageKey, (event) => event < before);
  }

  #version({ key, versionId, eTag }: ObjectVersion) {
    return { Bucket: this.#bucket, Key: key, VersionId: versionId, IfMatch: `"${eTag}"` };
  }
}

async function unlessGone<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isGone(error)) throw new ObjectGone(error.message, { cause: error });
    throw error;
  }
}
