import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Credentials } from '../../iam/identities.ts';
import type { Deployment } from '../../template/deployment.ts';
import type { Discarded } from './deliver.ts';
import { invocationObject, invocationRecord, type Source } from './on-failure.ts';

/** Where a mapping sends what it gives up. */
export interface Destination {
  /** What the function's role must allow for it. */
  needs: { action: string; resource: string }[];
  /** @throws Error when it is not taken */
  send(shard: string, discarded: Discarded): Promise<void>;
  close(): void;
}

export interface Endpoints {
  region: string;
  s3Endpoint: string;
  sqsEndpoint: string;
}

/**
 * A bucket or queue by its ARN, written to in the function's name as Lambda does.
 * @throws Error when no stack declares it, or it is neither
 */
export function destinationOf(
  arn: string,
  deployment: Deployment,
  source: Source,
  { region, s3Endpoint, sqsEndpoint }: Endpoints,
  credentials: Credentials,
): Destination {
  const target = deployment.ofType('AWS::S3::Bucket', 'AWS::SQS::Queue').find((one) => one.arn === arn);
  if (!target) throw new Error(`sends what fails to ${arn}, which is no bucket or queue of the stacks`);
  if (target.type === 'AWS::SQS::Queue') {
    const sqs = new SQSClient({ endpoint: sqsEndpoint, region, credentials, maxAttempts: 1 });
    return {
      needs: [{ action: 'sqs:SendMessage', resource: arn }],
      async send(shard, discarded) {
        const MessageBody = JSON.stringify(invocationRecord(source, shard, discarded, new Date()));
        await sqs.send(new SendMessageCommand({ QueueUrl: target.ref, MessageBody }));
      },
      close: () => sqs.destroy(),
    };
  }
  const s3 = new S3Client({
    endpoint: s3Endpoint,
    region,
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  return {
    needs: [
      { action: 's3:PutObject', resource: `${arn}/aws/lambda/${source.uuid}/` },
      { action: 's3:ListBucket', resource: arn },
    ],
    async send(shard, discarded) {
      const { key, body } = invocationObject(source, shard, discarded, new Date());
      const ContentType = 'application/json';
      await s3.send(new PutObjectCommand({ Bucket: target.ref, Key: key, Body: body, ContentType }));
    },
    close: () => s3.destroy(),
  };
}
