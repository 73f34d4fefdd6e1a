import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ThumbnailRequest } from '../shared/objects/thumbnail.ts';

/** Asks the thumbnailer for thumbnails. */
export class ThumbnailQueue {
  readonly #sqs: Pick<SQSClient, 'send'>;
  readonly #url: string;

  constructor(sqs: Pick<SQSClient, 'send'>, queueUrl: string) {
    this.#sqs = sqs;
    this.#url = queueUrl;
  }

  /** @throws Error when the queue has not taken it at the third attempt */
  async request(thumbnail: ThumbnailRequest): Promise<void> {
    const MessageBody = JSON.stringify(thumbnail);
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: this.#url, MessageBody }));
  }
}
