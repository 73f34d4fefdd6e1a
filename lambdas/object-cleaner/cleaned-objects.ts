import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { hide, putAside } from '../shared/objects/retired-images.ts';
import type { StoredImage } from '../shared/record.ts';

/** A version of an object, or a delete marker. */
export interface AnyVersion {
  Key: string;
  VersionId: string | undefined;
}

/**
 * Every S3 call of the cleaner. Needs GetObject, GetObjectVersion, PutObject, DeleteObject, DeleteObjectVersion, ListBucket and
 * ListBucketVersions.
 */
export class CleanedObjects {
  readonly #s3: Pick<S3Client, 'send'>;
  readonly #bucket: string;

  constructor(s3: Pick<S3Client, 'send'>, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  /** No signed URL finds it any more, and it can be restored until its lifecycle ends. */
  async putAside(image: StoredImage, isSpared: () => Promise<boolean>): Promise<void> {
    await putAside(this.#s3, this.#bucket, image, isSpared);
  }

  /** Covers what is to be seen under a key by a delete marker. */
  async hide(key: string): Promise<void> {
    await hide(this.#s3, { Bucket: this.#bucket, Key: key });
  }

  /** All versions and delete markers of keys that begin so, page by page: at most a thousand, as many as can be deleted at once. */
  async *versions(prefix: string): AsyncGenerator<AnyVersion[]> {
    let page: ListObjectVersionsCommandOutput | undefined;
    do {
      page = await this.#s3.send(
        new ListObjectVersionsCommand({
          Bucket: this.#bucket,
          Prefix: prefix,
          KeyMarker: page?.NextKeyMarker,
          VersionIdMarker: page?.NextVersionIdMarker,
        }),
      );
      const { Versions = [], DeleteMarkers = [] } = page;
      yield [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key: Key!, VersionId }));
    } while (page.IsTruncated);
  }

  /**
   * Deletes versions and delete markers for good; what is gone is fine.
   * @throws Error that names the codes of those that S3 did not delete: the message is retried
   */
  async deleteVersions(versions: readonly AnyVersion[]): Promise<void> {
    if (versions.length === 0) return;
    const Delete = { Quiet: true, Objects: [...versions] };
    const { Errors = [] } = await this.#s3.send(new DeleteObjectsCommand({ Bucket: this.#bucket, Delete }));
    if (Errors.length === 0) return;
    const codes = new Set(Errors.map(({ Code }) => Code));
    throw new Error(`S3 could not delete ${Errors.length} versions: ${[...codes].join(', ')}`);
  }
}
