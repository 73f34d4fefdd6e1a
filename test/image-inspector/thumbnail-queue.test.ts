import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ThumbnailQueue } from '../../lambdas/image-inspector/thumbnail-queue.ts';
import type { ThumbnailRequest } from '../../lambdas/shared/thumbnail.ts';

const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/111122223333/thumbnails';
const REQUEST = { id: 'one', key: 'images/one/a.jpg', eTag: 'e', contentType: 'image/jpeg', event: 'x' };
const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };

let server: Server;
let queue: ThumbnailQueue;
const answers: number[] = [];
const requests: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    requests.push({ url: request.url!, headers: request.headers, body: await text(request) });
    response.writeHead(answers.shift() ?? 200).end('{}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { config } = new SQSClient({ region: 'eu-central-1', credentials });
  queue = new ThumbnailQueue({ ...config, endpoint }, QUEUE);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  answers.length = 0;
  requests.length = 0;
});

const ask = () => queue.request(REQUEST as ThumbnailRequest);

it('sends one message as SQS takes it, signed', async () => {
  await ask();
  expect(requests).toHaveLength(1);
  const { url, headers, body } = requests[0]!;
  expect([url, headers['content-type'], headers['x-amz-target']]).toEqual([
    '/',
    'application/x-amz-json-1.0',
    'AmazonSQS.SendMessage',
  ]);
  const { QueueUrl, MessageBody } = JSON.parse(body);
  expect([QueueUrl, JSON.parse(MessageBody)]).toEqual([QUEUE, REQUEST]);
  expect(headers.authorization).toBe(await expectedAuthorization(requests[0]!));
});

it('rides out short failures', async () => {
  answers.push(503, 429);
  await ask();
  expect(requests).toHaveLength(3);
});

it('fails with a lasting one, so that the upload’s event comes again', async () => {
  answers.push(500, 500, 500);
  await expect(ask()).rejects.toThrow('500');
  expect(requests).toHaveLength(3);
});

it('fails at once with what would not change: a permission that is missing', async () => {
  answers.push(403);
  await expect(ask()).rejects.toThrow('403');
  expect(requests).toHaveLength(1);
});

/** Signs the same request anew, at the time that it carries. */
async function expectedAuthorization({ headers, body }: (typeof requests)[number]): Promise<string> {
  const { sha256 } = new SQSClient({ region: 'eu-central-1', credentials }).config;
  const signer = new SignatureV4({ service: 'sqs', region: 'eu-central-1', credentials, sha256 });
  const [, signed] = /SignedHeaders=([^,]+)/.exec(headers.authorization!)!;
  const kept = signed!.split(';').filter((name) => !/^x-amz-(date|content-sha256)$/.test(name));
  const date = String(headers['x-amz-date']).replace(
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
    '$1-$2-$3T$4:$5:$6Z',
  );
  const { headers: again } = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: '/',
      headers: Object.fromEntries(kept.map((name) => [name, String(headers[name])])),
      body,
    },
    { signingDate: new Date(date) },
  );
  return again.authorization!;
}
