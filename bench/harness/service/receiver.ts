import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Receiver {
  url: string;
  close(): void;
}

/**
 * A receiver of webhooks on this machine.
 * @param take - told of each, once it is there whole; what it throws at is answered 400
 */
export async function startReceiver(
  take: (request: IncomingMessage, body: Buffer) => Promise<void> = async () => {},
): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const status = await request
      .toArray()
      .then((chunks) => take(request, Buffer.concat(chunks)))
      .then(
        () => 204,
        () => 400,
      );
    response.writeHead(status).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
