import { SQSClient } from '@aws-sdk/client-sqs';
import { fromEnvironment } from './from-environment.ts';

/** An SQS client for a Lambda function. */
export function sqsClient(): SQSClient {
  return new SQSClient({
    ...fromEnvironment('SQS'),
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
}
