import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { FakeBucket } from '../../support/fake-bucket.ts';

/** What the server does instead of answering: a status of its own, cutting the connection, or stopping in the body. */
type Interruption = number | 'cut' | 'stall' | undefined;

export interface S3Server {
  endpoint: string;
  /** Headers of every request, in order. */
  headers: IncomingMessage['headers'][];
  urls: string[];
  /** Asked for each request; by default nothing interrupts. */
  interrupt: (request: { key: string }) => Interruption;
  /** Bodies of messages sent to any queue. */
  messages: string[];
  close(): Promise<void>;
}

/** Serves a bucket over HTTP, addressed by path; POST is taken for SQS's SendMessage. */
export async function serve(bucket: FakeBucket): Promise<S3Server> {
  const state: S3Server = {
    endpoint: '',
    headers: [],
    urls: [],
    interrupt: () => undefined,
    messages: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  const server = createServer((request, response) => void answer(bucket, state, request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  state.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}

async function answer(
  bucket: FakeBucket,
  state: S3Server,
  incoming: IncomingMessage,
  response: ServerResponse,
) {
  state.headers.push(incoming.headers);
  state.urls.push(incoming.url!);
  if (incoming.method === 'POST') {
    const { MessageBody } = JSON.parse(await text(incoming)) as { MessageBody: string };
    state.messages.push(MessageBody);
    const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
    response.end(JSON.stringify({ MessageId: 'm', MD5OfMessageBody }));
    return;
  }
  const { pathname, searchParams } = new URL(incoming.url!, 'http://x');
  const [, Bucket = '', ...path] = pathname.split('/');
  const Key = decodeURIComponent(path.join('/'));
  const interruption = state.interrupt({ key: Key });
  if (interruption === 'cut') return void incoming.socket.destroy();
  if (interruption === 'stall') return void response.writeHead(206, { 'content-length': 1000 }).write('B');
  if (interruption !== undefined) {
    return fail(response, interruption, interruption === 503 ? 'SlowDown' : 'AccessDenied');
  }
  const { range: Range, 'if-match': IfMatch } = incoming.headers;
  const VersionId = searchParams.get('versionId') ?? undefined;
  try {
    const output = (await bucket.client.send(
      commandOf(incoming.method!, { Bucket, Key, Range, IfMatch, VersionId }) as GetObjectCommand,
    )) as GetObjectCommandOutput;
    response.writeHead(Range ? 206 : incoming.method === 'DELETE' ? 204 : 200, {
      ...(output.ContentType && { 'content-type': output.ContentType }),
      ...(output.VersionId && { 'x-amz-version-id': output.VersionId }),
    });
    response.end(await output.Body?.transformToByteArray());
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    fail(response, error.$metadata.httpStatusCode!, error.name, error.$response?.headers);
  }
}

function commandOf(method: string, input: ConstructorParameters<typeof GetObjectCommand>[0]) {
  if (method === 'DELETE') return new DeleteObjectCommand(input);
  return method === 'HEAD' ? new HeadObjectCommand(input) : new GetObjectCommand(input);
}

function fail(response: ServerResponse, status: number, code: string, headers: Record<string, string> = {}) {
  response.writeHead(status, headers).end(`<Error><Code>${code}</Code></Error>`);
}
