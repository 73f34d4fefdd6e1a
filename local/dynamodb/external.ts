import { Agent, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from '../iam/identities.ts';
import type { ApiAnswer } from '../json-api/answers.ts';
import type { DynamoEngine } from './engine.ts';

/** What belongs to the API of streams, at the same endpoint. */
const OF_STREAMS = new Set(['DescribeStream', 'GetRecords', 'GetShardIterator']);

/** A DynamoDB behind a URL, such as Amazon's DynamoDB Local. Every call is signed anew with the engine's credentials. */
export function externalEngine(endpoint: string, region: string, credentials: Credentials): DynamoEngine {
  const url = new URL(endpoint);
  const secure = url.protocol === 'https:';
  const agent = secure ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const send = secure ? tlsRequest : request;
  const signer = new SignatureV4({ service: 'dynamodb', region, credentials, sha256: Sha256 });
  return {
    async call(operation, body) {
      const { headers } = await signer.sign({
        method: 'POST',
        protocol: url.protocol,
        hostname: url.hostname,
        path: '/',
        query: {},
        headers: {
          host: url.host,
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `${OF_STREAMS.has(operation) ? 'DynamoDBStreams' : 'DynamoDB'}_20120810.${operation}`,
        },
        body,
      });
      return new Promise<ApiAnswer>((resolve, reject) => {
        const outgoing = send(url, { method: 'POST', agent, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 500,
              headers: Object.fromEntries(
                Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
              ),
              body: Buffer.concat(chunks).toString(),
            }),
          );
        });
        outgoing.on('error', reject);
        outgoing.end(body);
      });
    },
    async close() {
      agent.destroy();
    },
  };
}
