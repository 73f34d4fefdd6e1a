import { SQSClient } from '@aws-sdk/client-sqs';
import { fromEnvironment } from './from-environment.ts';
import { endingInTime, type Patience, requestHandler } from './patience.ts';

/** An SQS client for a Lambda function. */
export function sqsClient(patience: Patience): SQSClient {
  const client = new SQSClient({
    ...fromEnvironment('SQS'),
    ...requestHandler(patience),
    // A queue's URL has the plain host, whatever endpoint the environment asks for.
    useQueueUrlAsEndpoint: false,
  });
  return endingInTime(client, patience);
}
