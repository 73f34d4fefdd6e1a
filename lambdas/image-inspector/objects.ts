import { isGone, type S3Bucket, S3Error, type S3Request } from '../shared/s3-bucket.ts';
import { deleteObsoleteThumbnails } from '../shared/thumbnail-versions.ts';

/** One version of an object; where the bucket keeps none, its ETag tells it from what replaced it. */
export interface ObjectVersion {
  key: string;
  versionId: string | undefined;
  eTag: string;
}

/** The object is not there any more, or not as it was: no failure, but nothing to do either. */
export class ObjectGone extends Error {
  override name = 'ObjectGone';
}

/** Every S3 call of the inspector. Needs GetObject, GetObjectVersion, DeleteObject, DeleteObjectVersion, ListBucket. */
export class ObjectStore {
  readonly #bucket: Pick<S3Bucket, 'send'>;

  constructor(bucket: Pick<S3Bucket, 'send'>) {
    this.#bucket = bucket;
  }

  /**
   * The bytes from `start` up to, not including, `end`, and the Content-Type that the object was stored with.
   * @throws ObjectGone when it was deleted or overwritten
   */
  async readRange(object: ObjectVersion, start: number, end: number) {
    const { body, headers } = await this.#sendWhileThere({
      method: 'GET',
      key: object.key,
      query: versionQuery(object),
      headers: { range: `bytes=${start}-${end - 1}`, 'if-match': `"${object.eTag}"` },
    });
    return { bytes: body, contentType: headers['content-type'] };
  }

  /**
   * Hex SHA-256 as S3 verified it at the upload; undefined where the store keeps none. Only a request for the
   * whole object answers it, so that the ranged read cannot bring it along.
   * @throws ObjectGone
   */
  async verifiedSha256(object: ObjectVersion): Promise<string | undefined> {
    const { headers } = await this.#sendWhileThere({
      method: 'HEAD',
      key: object.key,
      query: versionQuery(object),
      headers: { 'x-amz-checksum-mode': 'ENABLED', 'if-match': `"${object.eTag}"` },
    });
    const hash = Buffer.from(headers['x-amz-checksum-sha256'] ?? '', 'base64');
    return hash.length === 32 ? hash.toString('hex') : undefined;
  }

  /** Deletes exactly this version, for good. */
  async deleteVersion(object: ObjectVersion): Promise<void> {
    await this.#bucket
      .send({
        method: 'DELETE',
        key: object.key,
        query: versionQuery(object),
        ...(!object.versionId && { headers: { 'if-match': `"${object.eTag}"` } }),
      })
      .catch(unlessGone);
  }

  /** Puts a delete marker on a key: its versions can be restored until their lifecycle ends. */
  async hide(key: string): Promise<void> {
    await this.#bucket.send({ method: 'DELETE', key });
  }

  /** Deletes the thumbnails of a replaced image, but none of an image accepted with this event or later. */
  async deleteThumbnails(imageKey: string, before: string): Promise<void> {
    await deleteObsoleteThumbnails(this.#bucket, imageKey, (event) => event < before);
  }

  /** Whether a plain GET of this key would find an object. */
  async isVisible(key: string): Promise<boolean> {
    return (await this.#missing(key)) === undefined;
  }

  /** The version id of the delete marker on top of a key, if one is there. */
  async markerOn(key: string): Promise<string | undefined> {
    const { 'x-amz-delete-marker': marked, 'x-amz-version-id': versionId } = (await this.#missing(key)) ?? {};
    return marked === 'true' ? versionId : undefined;
  }

  async removeMarker(key: string, versionId: string): Promise<void> {
    await this.#bucket.send({ method: 'DELETE', key, query: { versionId } });
  }

  /** The headers with which S3 says that nothing is there to be seen; undefined when something is. */
  async #missing(key: string): Promise<Record<string, string> | undefined> {
    try {
      await this.#bucket.send({ method: 'HEAD', key });
      return undefined;
    } catch (error) {
      if (error instanceof S3Error && error.status === 404) return error.headers;
      throw error;
    }
  }

  async #sendWhileThere(request: S3Request) {
    try {
      return await this.#bucket.send(request);
    } catch (error) {
      if (isGone(error)) throw new ObjectGone(error.message, { cause: error });
      throw error;
    }
  }
}

function unlessGone(error: unknown): void {
  if (!isGone(error)) throw error;
}

function versionQuery({ versionId }: ObjectVersion): Record<string, string> {
  return versionId ? { versionId } : {};
}
