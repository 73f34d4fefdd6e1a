import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createClient } from '../../client/client.ts';
import type { Metadata } from '../../client/types.ts';
import { type Reply, type ScriptedServer, type SeenRequest, startScriptedServer } from './scripted-server.ts';

export const id = '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e';
export const png = new File(['not really a PNG, but nobody looks'], 'a.png', { type: 'image/png' });
export const sha256 = createHash('sha256').update('not really a PNG, but nobody looks').digest('hex');
export const stored: Reply = { status: 200 };
export const s3Error = (status: number, code: string, message = 'No.'): Reply => ({
  status,
  text: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message><RequestId>s3-1</RequestId></Error>`,
});
export const expired = s3Error(403, 'AccessDenied', 'Request has expired');

export let server: ScriptedServer;

/**
 * A service whose S3 answers as scripted, whose tickets are numbered, and whose record changes as `afterwards` says
 * once it is read again.
 */
export async function givenService({
  s3 = [stored],
  before = {},
  afterwards = [{ status: 'ready', contentVersion: 1, size: png.size, sha256 }],
  expiresIn = 3600,
}: {
  s3?: Reply[];
  before?: Partial<Metadata>;
  afterwards?: Partial<Metadata>[];
  expiresIn?: number;
}) {
  let tickets = 0;
  let puts = 0;
  let reads = 0;
  const metadata = { id, filename: 'a.png', status: 'pending', version: 1, ...before };
  const respond = ({ method, path, headers }: SeenRequest): Reply => {
    if (path.startsWith('/s3/')) return s3[Math.min(puts++, s3.length - 1)]!;
    if (method === 'GET') {
      const change = afterwards[Math.min(reads++, afterwards.length - 1)];
      return { status: 200, json: { metadata: { ...metadata, ...change }, preSignedUrl: null } };
    }
    tickets += 1;
    const url = `http://${headers.host}/s3/${tickets}`;
    const preSignedUrl = {
      id,
      url,
      method: 'PUT',
      expiresIn,
      expiresAt: 0,
      headers: { 'content-type': 'image/png', 'x-amz-checksum-sha256': 'abc', 'if-none-match': '*' },
    };
    return { status: method === 'POST' ? 201 : 200, json: { metadata, preSignedUrl } };
  };
  server = await startScriptedServer(respond);
  onTestFinished(server.stop);
  return createClient({ baseUrl: server.url, apiKey: 'secret' });
}

export const requestsTo = (prefix: string, method: string) =>
  server.requests.filter((request) => request.method === method && request.path.startsWith(prefix));
export const bodyOf = (request: SeenRequest | undefined) => JSON.parse(String(request!.body));
