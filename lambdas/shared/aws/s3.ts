import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { fromEnvironment } from './from-environment.ts';

/** An S3 client for a Lambda function. */
export function s3Client(): S3Client {
  return new S3Client({
    ...fromEnvironment('S3'),
    disableS3ExpressSessionAuth: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    // Objects are read by ranges, of which S3 keeps no checksums.
    responseChecksumValidation: 'WHEN_REQUIRED',
    sigv4aSigningRegionSet: [],
    useArnRegion: false,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  });
}

/** Deleted, overwritten, a delete marker, or shorter than it was; but never a bucket that is missing. */
export function isGone(error: unknown): error is S3ServiceException {
  return (
    error instanceof S3ServiceException &&
    [404, 405, 412, 416].includes(error.$metadata.httpStatusCode ?? 0) &&
    error.name !== 'NoSuchBucket'
  );
}

/** Nothing is to be seen under the key; a delete marker may be on top of it. */
export function isNotFound(error: unknown): error is S3ServiceException {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;
}
