import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { fromEnvironment } from './from-environment.ts';
import { endingInTime, type Patience, requestHandler } from './patience.ts';

/** A CloudFront client for a Lambda function. */
export function cloudFrontClient(patience: Patience): CloudFrontClient {
  return endingInTime(
    new CloudFrontClient({ ...fromEnvironment('CLOUDFRONT'), ...requestHandler(patience) }),
    patience,
  );
}
