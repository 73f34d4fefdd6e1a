import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../../../tools/temporary-folder.ts';
import { answering } from './answers.ts';
import type { StubContent } from './content.ts';
import type { Answering } from './request.ts';

/** What was asked of the stub. */
export interface Asked {
  /** How often each call was made, by its name: `PutItem`, `GetObject`. */
  calls: Record<string, number>;
  /** Bytes of objects that S3 has given out. */
  bytesRead: number;
}

export interface AwsStub {
  /** `https://127.0.0.1:port`, for every service of AWS, and for the issuer of tokens. */
  endpoint: string;
  /** `http://127.0.0.1:port`, which takes webhooks. */
  receiver: string;
  /** PEM file of the authority that signed its certificate. */
  authority: string;
  /** What was asked since the last time. */
  asked(): Asked;
  close(): void;
}

/**
 * AWS behind TLS, as a function meets it, with answers that cost nothing to make: what is measured is the function. What the
 * stub has no answer for is answered 400, and counted as `unanswered`.
 */
export async function startAwsStub(content: (endpoint: string) => Promise<StubContent>): Promise<AwsStub> {
  const folder = temporaryFolder();
  const { key, certificate } = selfSigned(folder);
  let asked: Asked = { calls: {}, bytesRead: 0 };
  let answerTo: Answering;

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const answered = answerTo({ method, url, headers, body: Buffer.concat(chunks) });
      const { call, status = 200, body = '' } = answered;
      asked.calls[call] = (asked.calls[call] ?? 0) + 1;
      if (call === 'GetObject' && status < 300) asked.bytesRead += body.length;
      response.writeHead(status, { 'x-amzn-requestid': 'BENCH', ...answered.headers }).end(body);
    });
  };
  const aws = createServer({ key, cert: readFileSync(certificate) }, answer);
  const receiver = createHttpServer(answer);
  const endpoint = `https://127.0.0.1:${await listen(aws)}`;
  const receiverUrl = `http://127.0.0.1:${await listen(receiver)}`;
  answerTo = answering(await content(endpoint));
  return {
    endpoint,
    receiver: receiverUrl,
    authority: certificate,
    asked() {
      const all = asked;
      asked = { calls: {}, bytesRead: 0 };
      return all;
    },
    close() {
      for (const server of [aws, receiver]) {
        server.closeAllConnections();
        server.close();
      }
      rmSync(folder, { recursive: true });
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
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
