import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { S3ClientConfig } from '../shared/s3-client.ts';
import type { ThumbnailRequest } from '../shared/thumbnail.ts';

const ATTEMPTS = 3;
const BACKOFF_MS = 50;

/**
 * Asks for thumbnails: SQS's SendMessage in its JSON protocol, on the SDK's signer, since `client-sqs` would take the
 * bundle over its budget.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export class ThumbnailQueue {
  readonly #url: URL;
  readonly #queueUrl: string;
  readonly #signer: SignatureV4;
  readonly #http = new NodeHttpHandler({
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    throwOnRequestTimeout: true,
  });

  /** @param config `endpoint`: one of one's own instead of the queue's */
  constructor(config: S3ClientConfig, queueUrl: string) {
    this.#queueUrl = queueUrl;
    this.#url = new URL(config.endpoint ?? queueUrl);
    this.#signer = new SignatureV4({ ...config, service: 'sqs' });
  }

  /** @throws Error when the queue has not taken it at the third time of asking */
  async request(thumbnail: ThumbnailRequest): Promise<void> {
    const body = JSON.stringify({ QueueUrl: this.#queueUrl, MessageBody: JSON.stringify(thumbnail) });
    for (let attempt = 1; ; attempt++) {
      const status = await this.#post(body).catch((error: unknown) => {
        if (attempt === ATTEMPTS) throw error;
        return 503;
      });
      if (status === 200) return;
      if (attempt === ATTEMPTS || (status < 500 && status !== 429)) {
        throw new Error(`SQS answered SendMessage with ${status}`);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * BACKOFF_MS * 4 ** attempt));
    }
  }

  async #post(body: string): Promise<number> {
    const { protocol, hostname, host, port } = this.#url;
    const request = new HttpRequest({
      method: 'POST',
      protocol,
      hostname,
      ...(port && { port: Number(port) }),
      path: '/',
      headers: {
        host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.SendMessage',
      },
      body,
    });
    const { response } = await this.#http.handle(new HttpRequest(await this.#signer.sign(request)));
    // An unread body would keep its connection busy.
    response.body.resume();
    return response.statusCode;
  }
}
