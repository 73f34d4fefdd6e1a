import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { s3Client } from '../../../lambdas/shared/aws/s3.ts';
import { VERSION_ID } from '../stub/content.ts';

const s3 = s3Client({ attempts: 3, requestMs: 5_000, attemptMs: 5_000 });
const input = {
  Bucket: 'bucket',
  Key: `images/0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e/${'A'.repeat(22)}.jpg`,
  VersionId: VERSION_ID,
  ResponseContentDisposition: 'inline; filename="holiday-0.jpg"; filename*=UTF-8\'\'holiday-0.jpg',
  ResponseContentType: 'image/jpeg',
  ResponseCacheControl: 'private, max-age=3600, immutable',
};

/** Signs `count` URLs as `presign.ts` does, by the SDK's convenience function, and gives back the last. */
export async function handler({ count }: { count: number }): Promise<string> {
  let url = '';
  for (let i = 0; i < count; i++)
    url = await getSignedUrl(s3, new GetObjectCommand(input), { expiresIn: 3600 });
  return url;
}
