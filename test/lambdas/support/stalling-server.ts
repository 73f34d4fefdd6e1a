import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/**
 * Where a server stops in the middle of what it says. `by dripping`: it never does, but sends a byte now and then; `says later`:
 * it asks for another attempt in some seconds; `answers`: it does not stall.
 */
export type Stall =
  | 'answers'
  | 'before headers'
  | 'in headers'
  | 'after headers'
  | 'in body'
  | 'by dripping'
  | 'says later';

const HEADERS = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const BUSY = 'HTTP/1.1 503 Slow Down\r\nretry-after: 3\r\n';
const LENGTH = 100_000;
/** Between two bytes of what drips. */
const DRIP_MS = 20;

export interface StallingServer {
  endpoint: string;
  /** One after the other, for each connection; the last one stays. */
  stalls: Stall[];
  /** Connections so far. */
  connections: number;
  /** Those of them that are open. */
  open(): number;
  close(): Promise<void>;
}

/** A server whose every answer stalls somewhere, byte by byte under the test's control. */
export async function startStallingServer(): Promise<StallingServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    const stall = (state.stalls.length > 1 ? state.stalls.shift() : state.stalls[0]) ?? 'answers';
    state.connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.once('data', () => {
      socket.resume();
      say(socket, stall);
    });
  });
  const state: StallingServer = {
    endpoint: '',
    stalls: [],
    connections: 0,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.endpoint = endpointOf(server);
  return state;
}

function say(socket: Socket, stall: Stall): void {
  switch (stall) {
    case 'before headers':
      break;
    case 'in headers':
      socket.write(`${HEADERS}x-slow: `);
      drip(socket, 'x');
      break;
    case 'after headers':
      socket.write(`${HEADERS}content-length: ${LENGTH}\r\n\r\n`);
      break;
    case 'in body':
      socket.write(`${HEADERS}content-length: ${LENGTH}\r\n\r\n{`);
      break;
    case 'by dripping':
      socket.write(`${HEADERS}content-length: ${LENGTH}\r\n\r\n{`);
      drip(socket, ' ');
      break;
    case 'says later':
      socket.end(`${BUSY}content-length: 0\r\nconnection: close\r\n\r\n`);
      break;
    case 'answers':
      socket.end(`${HEADERS}content-length: 2\r\nconnection: close\r\n\r\n{}`);
  }
}

function drip(socket: Socket, byte: string): void {
  const timer = setInterval(() => socket.write(byte), DRIP_MS);
  socket.once('close', () => clearInterval(timer));
}

/** An endpoint that accepts no connection: its process is asleep, and its backlog is full. */
export async function startDeafServer(): Promise<{ endpoint: string; close(): Promise<void> }> {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      parentPort.once('message', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    });`,
    { eval: true },
  );
  const [port] = (await once(worker, 'message')) as [number];
  worker.postMessage('sleep');
  const waiting: Socket[] = [];
  // The system completes connections as long as the backlog has room.
  for (let full = false; !full; ) {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    waiting.push(socket);
    full = await Promise.race([
      once(socket, 'connect').then(() => false),
      new Promise<true>((resolve) => setTimeout(() => resolve(true), 200)),
    ]);
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      for (const socket of waiting) socket.destroy();
      await worker.terminate();
    },
  };
}

function endpointOf(server: Server): string {
  const { port } = server.address() as { port: number };
  return `http://127.0.0.1:${port}`;
}
