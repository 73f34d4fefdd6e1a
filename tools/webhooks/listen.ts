import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyWebhook, type WebhookEvent } from '../../client/server/webhooks.ts';

export interface Listening {
  url: string;
  stop(): Promise<void>;
}

const MOST_BYTES = 2 ** 20;

/**
 * A receiver of webhooks on this machine, at any path: it verifies what comes, and tells each in one line.
 * @param secret of the signatures; without one, nothing is verified, and each line says so
 * @param onLine a line for a person
 */
export async function listen({
  port,
  host = '127.0.0.1',
  secret,
  onLine,
}: {
  port: number;
  /** An address of this machine. */
  host?: string | undefined;
  secret?: string | undefined;
  onLine(line: string): void;
}): Promise<Listening> {
  const server = createServer(async (request, response) => {
    const { status, line } = await receive(request, secret).catch((error: Error) => ({
      status: 400,
      line: `refused: ${error.message}`,
    }));
    response.writeHead(status).end();
    onLine(`${new Date().toTimeString().slice(0, 8)}  ${printable(line)}`);
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(port, host, listening);
  });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}/`,
    stop: () => stop(server),
  };
}

async function receive(
  request: IncomingMessage,
  secret: string | undefined,
): Promise<{ status: number; line: string }> {
  if (request.method !== 'POST') return { status: 405, line: `refused: ${request.method} is no webhook` };
  const body = await bodyOf(request);
  const { headers } = request;
  if (secret === undefined) {
    return { status: 204, line: `${lineOf(JSON.parse(body.toString()))}  (not verified: no --secret)` };
  }
  return { status: 204, line: lineOf(await verifyWebhook({ headers, body }, secret)) };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function lineOf(event: WebhookEvent): string {
  if (event.type === 'webhook.test') return 'webhook.test';
  const { type, id, version, metadata } = event;
  const size = metadata?.width === undefined ? '' : `  ${metadata.width}×${metadata.height}`;
  const code = metadata?.rejection ? `  ${metadata.rejection.code}` : '';
  return `${type.padEnd(21)}  ${id}  v${version}  ${metadata?.filename ?? ''}${size}${type === 'image.rejected' ? code : ''}`;
}

/** Whoever reaches the port writes to a terminal. */
const printable = (line: string) => line.replace(/[^\P{C}]/gu, '').slice(0, 300);

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((closed) => server.close(() => closed()));
}
