import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { ThumbnailQueue } from '../../../lambdas/image-inspector/thumbnail-queue.ts';
import { sqsClient } from '../../../lambdas/shared/aws/sqs.ts';
import type { ThumbnailRequest } from '../../../lambdas/shared/objects/thumbnail.ts';

const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/111122223333/thumbnails';
const REQUEST = { id: 'one', key: 'images/one/a.jpg', eTag: 'e', contentType: 'image/jpeg', event: 'x' };

let server: Server;
const answers: number[] = [];
const requests: { target: string; body: { QueueUrl: string; MessageBody: string } }[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    requests.push({ target: String(request.headers['x-amz-target']), body });
    response.writeHead(answers.shift() ?? 200, { 'content-type': 'application/x-amz-json-1.0' });
    const MD5OfMessageBody = createHash('md5').update(body.MessageBody).digest('hex');
    response.end(JSON.stringify({ MessageId: 'm', MD5OfMessageBody }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
beforeEach(() => {
  answers.length = 0;
  requests.length = 0;
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', endpoint);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = () =>
  new ThumbnailQueue(sqsClient({ attempts: 3, requestMs: 5_000, attemptMs: 5_000 }), QUEUE).request(
    REQUEST as ThumbnailRequest,
  );

it('sends one message to its queue', async () => {
  await ask();
  expect(requests).toHaveLength(1);
  const { target, body } = requests[0]!;
  expect(target).toBe('AmazonSQS.SendMessage');
  expect([body.QueueUrl, JSON.parse(body.MessageBody)]).toEqual([QUEUE, REQUEST]);
});

it('rides out short failures', async () => {
  answers.push(503, 429);
  await ask();
  expect(requests).toHaveLength(3);
});

it('fails with a lasting one, so that the upload’s event is retried', async () => {
  answers.push(500, 500, 500);
  await expect(ask()).rejects.toThrow();
  expect(requests).toHaveLength(3);
});

it('fails at once with what would not change: a permission that is missing', async () => {
  answers.push(403);
  await expect(ask()).rejects.toThrow();
  expect(requests).toHaveLength(1);
});
