import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { admitsService, type PolicyDocument, statementsOf } from '../../iam/policies.ts';
import { document, element } from '../../s3/http/xml.ts';
import type { Deployment, Resource } from '../../template/deployment.ts';
import type { Answer } from '../answer.ts';
import { type Asker, type Origin, SERVICE } from './origin.ts';

/** What a bucket's policy lets CloudFront do on behalf of a distribution. */
type Admits = (action: string, resource: string) => boolean;

/**
 * A bucket that CloudFront reads by an origin access control.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 */
export function bucketOrigin(client: S3Client, { ref, arn }: Resource, admits: Admits): Origin {
  return async ({ path }) => {
    let key: string;
    try {
      key = decodeURIComponent(path.slice(1));
    } catch {
      return failure(400, 'InvalidURI', "Couldn't parse the specified URI.");
    }
    if (!admits('s3:GetObject', `${arn}/${key}`)) return failure(403, 'AccessDenied', 'Access Denied');
    try {
      return await answerOf(await client.send(new GetObjectCommand({ Bucket: ref, Key: key })));
    } catch (error) {
      if ((error as Error).name !== 'NoSuchKey') throw error;
      // Whether an object exists is for those who may list the bucket.
      return admits('s3:ListBucket', arn)
        ? failure(404, 'NoSuchKey', 'The specified key does not exist.')
        : failure(403, 'AccessDenied', 'Access Denied');
    }
  };
}

/** @throws Error for a statement that S3 refuses, or with what the local run does not know */
export function bucketAdmits(
  deployment: Deployment,
  bucket: string,
  { distributionArn, accountId }: Asker,
): Admits {
  const statements = deployment
    .ofType<{ Bucket: string; PolicyDocument: PolicyDocument }>('AWS::S3::BucketPolicy')
    .filter(({ properties }) => properties.Bucket === bucket)
    .flatMap(({ logicalId, properties }) =>
      statementsOf(properties.PolicyDocument, `The policy ${logicalId}`),
    );
  const context = { 'aws:SourceArn': distributionArn, 'aws:SourceAccount': accountId };
  return (action, resource) => admitsService(statements, SERVICE, { action, resource, context });
}

async function answerOf(output: GetObjectCommandOutput): Promise<Answer> {
  const headers: Record<string, string | undefined> = {
    'content-type': output.ContentType,
    'cache-control': output.CacheControl,
    'content-disposition': output.ContentDisposition,
    'content-encoding': output.ContentEncoding,
    'content-language': output.ContentLanguage,
    etag: output.ETag,
    'last-modified': output.LastModified?.toUTCString(),
    'x-amz-version-id': output.VersionId,
    server: 'AmazonS3',
    ...Object.fromEntries(
      Object.entries(output.Metadata ?? {}).map(([name, value]) => [`x-amz-meta-${name}`, value]),
    ),
  };
  const told = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const body = Buffer.from((await output.Body?.transformToByteArray()) ?? []);
  return { status: 200, headers: Object.fromEntries(told), body };
}

function failure(status: number, code: string, message: string): Answer {
  const body = Buffer.from(document('Error', [element('Code', code), element('Message', message)]));
  return { status, headers: { 'content-type': 'application/xml', server: 'AmazonS3' }, body };
}
