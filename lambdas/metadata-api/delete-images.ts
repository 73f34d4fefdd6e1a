import { setTimeout as pause } from 'node:timers/promises';
import { DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3';
import { s3Client } from '../shared/aws/s3.ts';
import type { StoredImage } from '../shared/record.ts';
import { copyAside, withoutImage } from '../shared/retired-images.ts';
import { thumbnailKey } from '../shared/thumbnail.ts';
import { BUCKET_PATIENCE } from './patience.ts';

const ATTEMPTS = 3;
const PAUSE_MS = 50;

const ownClient = s3Client(BUCKET_PATIENCE);

/**
 * Puts images aside, see `copyAside`, and deletes them with their thumbnails in one request; what is deleted already is
 * fine. The client retries a request that fails, but not single keys that S3 reports as failed within an answer of 200:
 * those are retried here.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 * @param abortSignal - ends it
 * @throws Error that names the codes of the keys that could not be deleted
 */
export async function deleteImages(
  bucket: string,
  images: readonly StoredImage[],
  abortSignal: AbortSignal | undefined,
  s3: Pick<S3Client, 'send'> = ownClient,
): Promise<void> {
  for (const image of images) await copyAside(s3, bucket, image, abortSignal);
  let objects = images.flatMap((image) => [...withoutImage(image), { Key: thumbnailKey(image.key) }]);
  for (let attempt = 1; objects.length > 0; attempt++) {
    const Delete = { Quiet: true, Objects: objects };
    const command = new DeleteObjectsCommand({ Bucket: bucket, Delete });
    const { Errors = [] } = await s3.send(command, { abortSignal });
    if (Errors.length > 0 && attempt === ATTEMPTS) {
      throw new Error(
        `S3 could not delete ${Errors.length} objects: ${Errors.map(({ Code }) => Code).join(', ')}`,
      );
    }
    objects = objects.filter(({ Key, VersionId }) =>
      Errors.some((error) => error.Key === Key && (error.VersionId || undefined) === VersionId),
    );
    if (objects.length > 0) await pause(Math.random() * PAUSE_MS * 4 ** attempt);
  }
}
