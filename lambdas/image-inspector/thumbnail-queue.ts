import { type AwsConfig, SignedHttp } from '../shared/signed-http.ts';
import type { ThumbnailRequest } from '../shared/thumbnail.ts';

/**
 * Asks for thumbnails: SQS's SendMessage in its JSON protocol, since `client-sqs` would take the bundle over its
 * budget.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export class ThumbnailQueue {
  readonly #url: string;
  readonly #origin: string;
  readonly #http: SignedHttp;

  /** @param config `endpoint`: one of one's own instead of the queue's */
  constructor(config: AwsConfig, queueUrl: string) {
    this.#url = queueUrl;
    this.#origin = new URL(config.endpoint ?? queueUrl).origin;
    this.#http = new SignedHttp(config, 'sqs', 5_000);
  }

  /** @throws Error when the queue has not taken it at the third time of asking */
  async request(thumbnail: ThumbnailRequest): Promise<void> {
    const { status } = await this.#http.send({
      method: 'POST',
      origin: this.#origin,
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.SendMessage',
      },
      body: JSON.stringify({ QueueUrl: this.#url, MessageBody: JSON.stringify(thumbnail) }),
    });
    if (status !== 200) throw new Error(`SQS answered SendMessage with ${status}`);
  }
}
