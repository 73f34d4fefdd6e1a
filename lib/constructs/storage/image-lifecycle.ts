import { Duration } from 'aws-cdk-lib';
import type { LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { RENDITION_PREFIX } from '../../../lambdas/shared/delivery/rendition.ts';
import type { StageConfig } from '../../stages/stages.ts';

/** Where Lambda itself puts the changes of a stream that a function could not work on. */
export const UNRELAYED_PREFIX = 'aws/lambda/';
/** Days that they wait for a person there: as long as dead letters do. */
const UNRELAYED_DAYS = 14;
/** Days until a rendition is drawn anew, which bounds what is left of images that are gone. */
const RENDITION_DAYS = 180;

/** What S3 deletes by itself in the bucket of a stage. */
export function lifecycleOf({
  delivery,
  restoreDays,
}: Pick<StageConfig, 'delivery' | 'restoreDays'>): LifecycleRule[] {
  const renditions = {
    id: 'expire-renditions',
    prefix: RENDITION_PREFIX,
    expiration: Duration.days(RENDITION_DAYS),
  };
  return [
    {
      id: 'expire-replaced-and-deleted-images',
      noncurrentVersionExpiration: Duration.days(restoreDays),
      expiredObjectDeleteMarker: true,
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    },
    {
      id: 'expire-changes-that-were-not-relayed',
      prefix: UNRELAYED_PREFIX,
      expiration: Duration.days(UNRELAYED_DAYS),
    },
    ...(delivery ? [renditions] : []),
  ];
}
