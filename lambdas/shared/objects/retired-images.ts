import { CopyObjectCommand, DeleteObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isGone, isNotFound } from '../aws/s3.ts';
import type { StoredImage } from '../record.ts';

/** Name of the metadata that says which version a retired image was. */
const RETIRED_METADATA = 'retired';

/**
 * Puts an image aside: copies it under its own key, to a version that no URL names, hides that by a delete marker, and deletes
 * for good the version that signed URLs name, which no marker stops. So its URLs are dead, and it can be restored. In this order,
 * since a repeat finds the version as long as it is not hidden. Safe to repeat: what is gone gets no new marker. Needs GetObject,
 * GetObjectVersion, PutObject, DeleteObject and DeleteObjectVersion.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 * @param isSpared - asked once more before anything is deleted: a copy takes its time
 */
export async function putAside(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
  { key, versionId }: StoredImage,
  isSpared: () => Promise<boolean> = async () => false,
): Promise<void> {
  const object = { Bucket: bucket, Key: key };
  if (versionId === undefined) return hide(s3, object);
  if (await copied(s3, object, versionId)) {
    if (await isSpared()) return;
    await s3.send(new DeleteObjectCommand(object));
    await s3.send(new DeleteObjectCommand({ ...object, VersionId: versionId }));
  } else {
    // Somebody else did it; a copy that was under way meanwhile may have come on top.
    await hide(s3, object, (metadata) => metadata[RETIRED_METADATA] !== undefined);
  }
}

interface ObjectName {
  Bucket: string;
  Key: string;
}

/**
 * Covers what a plain GET would find by a delete marker; nothing where it finds nothing.
 * @param isMeant - tells by its metadata whether it is to be covered
 */
export async function hide(
  s3: Pick<S3Client, 'send'>,
  object: ObjectName,
  isMeant: (metadata: Record<string, string>) => boolean = () => true,
): Promise<void> {
  const top = await s3.send(new HeadObjectCommand(object)).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  if (top && isMeant(top.Metadata ?? {})) await s3.send(new DeleteObjectCommand(object));
}

/** @returns false when the version is gone */
async function copied(s3: Pick<S3Client, 'send'>, object: ObjectName, versionId: string): Promise<boolean> {
  const copy = new CopyObjectCommand({
    ...object,
    CopySource: `${object.Bucket}/${object.Key}?versionId=${encodeURIComponent(versionId)}`,
    // S3 copies no object onto itself unless something changes.
    MetadataDirective: 'REPLACE',
    Metadata: { [RETIRED_METADATA]: versionId },
  });
  try {
    await s3.send(copy);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}
