import { ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { IMAGE_PREFIX } from '../../lambdas/shared/objects/object-key.ts';
import { THUMBNAIL_PREFIX } from '../../lambdas/shared/objects/thumbnail.ts';

/** Whether a bucket has versions or delete markers of a record. Needs ListBucketVersions. */
export function anythingOf(s3: S3Client, Bucket: string): (id: string) => Promise<boolean> {
  const anyIn = async (Prefix: string) => {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, MaxKeys: 1 }));
    return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].length > 0;
  };
  return async (id) => (await anyIn(`${IMAGE_PREFIX}${id}/`)) || anyIn(`${THUMBNAIL_PREFIX}${id}/`);
}
