import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface TinyService {
  baseUrl: string;
  stop(): void;
}

/** What an upload needs of the service, for those that only have to show that they can be loaded and do upload. */
export async function startTinyService(): Promise<TinyService> {
  const records = new Map<string, object>();
  const answer = async (request: IncomingMessage): Promise<[status: number, body: object]> => {
    const { method, url = '', headers } = request;
    const body = await buffer(request);
    const id = url.split(/[/?]/).at(method === 'GET' && url.includes('?') ? -2 : -1)!;
    if (method === 'POST') {
      const made = String(records.size + 1);
      const metadata = { id: made, status: 'pending', version: 1, ...JSON.parse(body.toString()) };
      records.set(made, { ...metadata, size: undefined });
      const ticket = { id: made, url: `http://${headers.host}/s3/${made}`, method: 'PUT', expiresIn: 3600 };
      return [201, { metadata, preSignedUrl: ticket }];
    }
    const record = records.get(id);
    if (!record) return [404, { code: 'NotFound', message: 'There is no such record.', requestId: 'r' }];
    if (method === 'PUT')
      records.set(id, { ...record, status: 'ready', contentVersion: 1, size: body.length, width: 800 });
    return [200, { metadata: records.get(id), preSignedUrl: null }];
  };
  const server = createServer(async (request, response) => {
    const [status, body] = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, stop };
}
