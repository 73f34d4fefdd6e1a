import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../../tools/temporary-folder.ts';

export interface AwsStub {
  /** `https://127.0.0.1:port`, for DynamoDB, S3 and SQS. */
  endpoint: string;
  /** PEM file of the authority that signed its certificate. */
  authority: string;
  /** How often each was called: `DynamoDB_20120810.PutItem`, `GET`. */
  calls: Map<string, number>;
  close(): void;
}

export interface StubContent {
  /** What `Query` answers, as DynamoDB's JSON. */
  items: object[];
  /** Body of every object. */
  object: Buffer;
}

/**
 * DynamoDB, S3 and SQS behind TLS, as a function meets them, with answers that cost nothing to make: what is measured is
 * the function.
 */
export async function startAwsStub({ items, object }: StubContent): Promise<AwsStub> {
  const folder = temporaryFolder();
  const { key, certificate } = selfSigned(folder);
  const calls = new Map<string, number>();
  const count = (name: string) => calls.set(name, (calls.get(name) ?? 0) + 1);
  const page = JSON.stringify({ Items: items, Count: items.length, ScannedCount: items.length });
  const one = JSON.stringify({ Attributes: items[0] });
  const read = JSON.stringify({ Item: items[0] });

  const answers: Record<string, string> = {
    'DynamoDB_20120810.Query': page,
    'DynamoDB_20120810.GetItem': read,
    'DynamoDB_20120810.UpdateItem': one,
  };

  const json = (target: string, body: string, response: ServerResponse) => {
    count(target);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'BENCH' });
    response.end(target === 'AmazonSQS.SendMessage' ? received(body) : (answers[target] ?? '{}'));
  };
  const s3 = (request: IncomingMessage, response: ServerResponse) => {
    count(`${request.method}`);
    if (request.method === 'POST') return response.writeHead(200).end('<DeleteResult/>');
    if (request.method !== 'GET') return response.writeHead(204).end();
    const [, from = '0', to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const body = object.subarray(Number(from), to === undefined ? undefined : Number(to) + 1);
    return response
      .writeHead(206, {
        'content-type': 'image/jpeg',
        'content-length': body.length,
        'content-range': `bytes ${from}-${Number(from) + body.length - 1}/${object.length}`,
        etag: '"9b2cf535f27731c974343645a3985328"',
        'x-amz-version-id': 'bench',
        'last-modified': 'Sat, 21 Nov 2026 00:00:00 GMT',
        'accept-ranges': 'bytes',
      })
      .end(body);
  };

  const server = createServer({ key, cert: readFileSync(certificate) }, (request, response) => {
    const target = request.headers['x-amz-target'];
    let body = '';
    request
      .setEncoding('utf8')
      .on('data', (text: string) => {
        body += text;
      })
      .on('end', () => {
        if (typeof target === 'string') json(target, body, response);
        else s3(request, response);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authority: certificate,
    calls,
    close() {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** SQS's receipt for a message, which its client checks. */
function received(body: string): string {
  const { MessageBody } = JSON.parse(body) as { MessageBody: string };
  return JSON.stringify({
    MessageId: 'BENCH',
    MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
  });
}

function selfSigned(folder: string): { key: Buffer; certificate: string } {
  const keyFile = join(folder, 'key.pem');
  const certificate = join(folder, 'certificate.pem');
  const subject = ['-subj', '/CN=bench', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', keyFile, '-out', certificate], {
    stdio: 'pipe',
  });
  return { key: readFileSync(keyFile), certificate };
}
