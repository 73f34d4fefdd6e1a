import { type S3Bucket, S3Error } from './s3-bucket.ts';
import { thumbnailKey } from './thumbnail.ts';

/** Says which image a thumbnail is of: the event that accepted it. */
export const EVENT_HEADER = 'x-amz-meta-event';

/** Versions that are taken off one key at most: each is one crashed or superseded attempt. */
const MAX_VERSIONS = 10;

/**
 * Deletes for good what a GET of an image's thumbnail would find, as long as that is of an obsolete event. By exact
 * version, never by a delete marker: so nothing has to be uncovered again when an old ticket brings the key back.
 */
export async function deleteObsoleteThumbnails(
  bucket: Pick<S3Bucket, 'send'>,
  imageKey: string,
  isObsolete: (event: string) => boolean,
): Promise<void> {
  const key = thumbnailKey(imageKey);
  for (let deleted = 0; deleted < MAX_VERSIONS; deleted++) {
    const top = await bucket.send({ method: 'HEAD', key }).catch((error: unknown) => {
      if (error instanceof S3Error && error.status === 404) return undefined;
      throw error;
    });
    const { [EVENT_HEADER]: event, 'x-amz-version-id': versionId } = top?.headers ?? {};
    if (event === undefined || versionId === undefined || !isObsolete(event)) return;
    await bucket.send({ method: 'DELETE', key, query: { versionId } });
  }
}
