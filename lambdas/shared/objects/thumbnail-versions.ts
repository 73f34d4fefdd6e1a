import { DeleteObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isNotFound } from '../aws/s3.ts';
import { thumbnailKey } from './thumbnail.ts';

/** Name of the metadata that says which image a thumbnail is of: the event that accepted it. */
export const EVENT_METADATA = 'event';

/** Versions that are deleted of one key at most: each is one crashed or superseded attempt. */
const MAX_VERSIONS = 10;

/**
 * Deletes for good what a GET of an image's thumbnail would find, as long as that is of an obsolete event. By exact
 * version, never by a delete marker: so nothing has to be uncovered again when an old ticket brings the key back.
 */
export async function deleteObsoleteThumbnails(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
  imageKey: string,
  isObsolete: (event: string) => boolean,
): Promise<void> {
  const object = { Bucket: bucket, Key: thumbnailKey(imageKey) };
  for (let deleted = 0; deleted < MAX_VERSIONS; deleted++) {
    const top = await s3.send(new HeadObjectCommand(object)).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    const { VersionId, Metadata } = top ?? {};
    const event = Metadata?.[EVENT_METADATA];
    if (event === undefined || VersionId === undefined || !isObsolete(event)) return;
    await s3.send(new DeleteObjectCommand({ ...object, VersionId }));
  }
}
