import { CopyObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isGone } from './aws/s3.ts';
import type { StoredImage } from './record.ts';

/** Name of the metadata that says which version a retired image was. */
const RETIRED_METADATA = 'retired';

/**
 * Copies an image under its own key, to a version that no URL names, so that the one which signed URLs name can be deleted
 * for good and yet be restored: a delete marker does not stop a URL that names a version. Follow it by
 * {@link withoutImage}. Safe to repeat. Needs GetObjectVersion and PutObject.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 * @param abortSignal - ends it, beside the function's own end
 */
export async function copyAside(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
  { key, versionId }: StoredImage,
  abortSignal?: AbortSignal,
): Promise<void> {
  if (versionId === undefined) return;
  const copy = new CopyObjectCommand({
    Bucket: bucket,
    Key: key,
    CopySource: `${bucket}/${key}?versionId=${encodeURIComponent(versionId)}`,
    // S3 copies no object onto itself unless something changes.
    MetadataDirective: 'REPLACE',
    Metadata: { [RETIRED_METADATA]: versionId },
  });
  await s3.send(copy, { ...(abortSignal && { abortSignal }) }).catch((error: unknown) => {
    // Copied and deleted before.
    if (!isGone(error)) throw error;
  });
}

/** What to delete of an image that was copied aside: its version for good, then the key by a marker. */
export function withoutImage({ key, versionId }: StoredImage): { Key: string; VersionId?: string }[] {
  return versionId === undefined ? [{ Key: key }] : [{ Key: key, VersionId: versionId }, { Key: key }];
}
