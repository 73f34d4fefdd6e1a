import {
  GetObjectCommand,
  type GetObjectCommandInput,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { fromEnvironment } from './from-environment.ts';
import { endingInTime, type Patience, requestHandler } from './patience.ts';

/** Times that an object is asked for when its body breaks off or stalls. */
const READS = 3;

/** An S3 client for a Lambda function. */
export function s3Client(patience: Patience): S3Client {
  const client = new S3Client({
    ...fromEnvironment('S3'),
    disableS3ExpressSessionAuth: true,
    // Not every S3 beside Amazon's knows the checksums that the SDK would add by itself; of a range S3 has none.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    sigv4aSigningRegionSet: [],
    useArnRegion: false,
    ...requestHandler(patience),
  });
  return endingInTime(client, patience);
}

/**
 * The bytes of an object, or of a range of it. The client retries a request that fails, but not a body that breaks off or
 * stalls: that is retried here.
 * @throws S3ServiceException
 */
export async function readObject(s3: Pick<S3Client, 'send'>, input: GetObjectCommandInput) {
  for (let read = 1; ; read++) {
    const { Body, ContentType } = await s3.send(new GetObjectCommand(input));
    try {
      return { bytes: await Body!.transformToByteArray(), contentType: ContentType };
    } catch (error) {
      if (read === READS) throw error;
    }
  }
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
