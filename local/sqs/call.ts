import type {
  CreateQueueCommandInput,
  DeleteMessageBatchCommandInput,
  GetQueueAttributesCommandInput,
  Message,
  ReceiveMessageCommandInput,
  SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import type { buildApp } from 'fauxqs';
import type { Credentials } from '../iam/identities.ts';

/** A message as SQS's JSON has it: what is binary is in Base64. */
export interface JsonMessage extends Omit<Message, 'MessageAttributes'> {
  MessageAttributes?: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
}

/** Input and output of what the local run itself asks of queues. */
interface Operations {
  ChangeMessageVisibility: [{ QueueUrl: string; ReceiptHandle: string; VisibilityTimeout: number }, object];
  CreateQueue: [CreateQueueCommandInput, { QueueUrl: string }];
  DeleteMessageBatch: [DeleteMessageBatchCommandInput, object];
  GetQueueAttributes: [GetQueueAttributesCommandInput, { Attributes: Record<string, string> }];
  ReceiveMessage: [ReceiveMessageCommandInput, { Messages?: JsonMessage[] }];
  SendMessage: [
    Omit<SendMessageCommandInput, 'MessageAttributes'> & Pick<JsonMessage, 'MessageAttributes'>,
    object,
  ];
}

/** @throws Error that names the operation, and what SQS says */
export type CallQueues = <Operation extends keyof Operations>(
  operation: Operation,
  input: Operations[Operation][0],
) => Promise<Operations[Operation][1]>;

/**
 * Calls fauxqs as the owner of its queues, without a client and a socket between: what the local run does in Lambda's and S3's
 * place, with each upload, takes a tenth of the time so.
 */
export function callsOf(app: ReturnType<typeof buildApp>, { accessKeyId }: Credentials): CallQueues {
  return async (operation, input) => {
    const { statusCode, payload } = await app.inject({
      method: 'POST',
      url: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/`,
      },
      payload: JSON.stringify(input),
    });
    const answer = JSON.parse(payload || '{}');
    if (statusCode !== 200) throw new Error(`SQS ${operation}: ${answer.__type} ${answer.message ?? ''}`);
    return answer;
  };
}
