import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** The cleaner's own queue. */
export class CleaningQueue {
  readonly #sqs: Pick<SQSClient, 'send'>;
  readonly #url: string;

  constructor(sqs: Pick<SQSClient, 'send'>, queueUrl: string) {
    this.#sqs = sqs;
    this.#url = queueUrl;
  }

  /** @param seconds - in which nobody gets it, 900 at most */
  async send(body: string, seconds: number): Promise<void> {
    const input = { QueueUrl: this.#url, MessageBody: body, DelaySeconds: seconds };
    await this.#sqs.send(new SendMessageCommand(input));
  }
}
