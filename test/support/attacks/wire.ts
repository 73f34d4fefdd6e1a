import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request exactly as it will be sent: no library may tidy its path, its query or its headers. */
export interface Wire {
  origin: string;
  method: string;
  /** Percent-encoded, as sent. */
  path: string;
  /** `name=value`, percent-encoded, in the order sent. */
  query: string[];
  headers: Record<string, string | string[]>;
  body: Buffer;
  /** How the body is framed: `Content-Length` as in the headers, chunks, or cut off half-way. */
  framing: 'length' | 'chunks' | 'cut';
}

export interface Reply {
  /** 0 when the connection ended without an answer. */
  status: number;
  /** The `Code` of an error document. */
  code: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export function wireOf(
  method: string,
  url: string,
  headers: Record<string, string>,
  body = Buffer.alloc(0),
): Wire {
  // Not `URL`, which would resolve what the attacks are made of.
  const [, origin = '', path = '', query = ''] = /^(https?:\/\/[^/]+)([^?]*)\??(.*)$/.exec(url) ?? [];
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    origin,
    method,
    path,
    query: query === '' ? [] : query.split('&'),
    headers: { 'content-length': String(body.length), ...Object.fromEntries(lowerCase) },
    body,
    framing: 'length',
  };
}

/** Replaces one query parameter; undefined removes it. */
export function setParameter(wire: Wire, name: string, value: string | undefined): void {
  const index = wire.query.findIndex((pair) => pair.startsWith(`${name}=`));
  wire.query.splice(
    index < 0 ? wire.query.length : index,
    index < 0 ? 0 : 1,
    ...(value === undefined ? [] : [`${name}=${value}`]),
  );
}

/** The value as sent, still percent-encoded. */
export function parameterOf(wire: Wire, name: string): string {
  return wire.query.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

export async function send(wire: Wire): Promise<Reply> {
  return wire.framing === 'cut' ? sendHalf(wire) : sendWhole(wire);
}

function targetOf({ path, query }: Wire): string {
  return query.length > 0 ? `${path}?${query.join('&')}` : path;
}

/** Times that a request is sent of which a store hangs up ahead of the end: its answer is then lost now and then. */
const ATTEMPTS = 20;

function sendWhole(wire: Wire, attempt = 1): Promise<Reply> {
  const { hostname, port } = new URL(wire.origin);
  const { 'content-length': length, ...rest } = wire.headers;
  const hasBody = wire.method === 'PUT' || wire.method === 'POST';
  const headers =
    wire.framing === 'chunks'
      ? { ...rest, 'transfer-encoding': 'chunked' }
      : hasBody && length !== undefined
        ? wire.headers
        : rest;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { hostname, port, method: wire.method, path: targetOf(wire), headers, agent: false },
      (response) => {
        text(response).then((body) => {
          resolve({
            status: response.statusCode ?? 0,
            code: codeOf(body),
            headers: response.headers,
            body,
          });
        }, reject);
      },
    );
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const lost = error.code === 'EPIPE' || error.code === 'ECONNRESET';
      // The busier the machine, the more often: it is let be for a moment.
      const again = () => sleep(50 * attempt).then(() => sendWhole(wire, attempt + 1));
      if (lost && attempt < ATTEMPTS) again().then(resolve, reject);
      else reject(error);
    });
    outgoing.end(hasBody ? wire.body : undefined);
  });
}

/** Announces the whole body, sends half of it and hangs up. */
function sendHalf(wire: Wire): Promise<Reply> {
  const { reply, socket } = open(wire);
  socket.end(wire.body.subarray(0, wire.body.length >> 1));
  return reply;
}

/** Sends several requests so that every one has begun before any has ended. */
export async function sendTogether(wires: Wire[]): Promise<Reply[]> {
  const opened = wires.map((wire) => {
    const { socket, reply } = open({ ...wire, headers: { ...wire.headers, connection: 'close' } });
    const half = wire.body.length >> 1;
    socket.write(wire.body.subarray(0, half));
    return { reply, finish: () => socket.write(wire.body.subarray(half)) };
  });
  await sleep(300);
  for (const { finish } of opened) finish();
  return Promise.all(opened.map(({ reply }) => reply));
}

/** Sends the head of a request over a connection of its own. */
function open(wire: Wire): { socket: Socket; reply: Promise<Reply> } {
  const { hostname, port, host } = new URL(wire.origin);
  const lines = Object.entries({ host, ...wire.headers }).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}\r\n`),
  );
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.write(`${wire.method} ${targetOf(wire)} HTTP/1.1\r\n${lines.join('')}\r\n`);
  const reply = new Promise<Reply>((resolve) => {
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
      resolve({ status, code: codeOf(answer), headers: {}, body: answer });
    });
  });
  return { socket, reply };
}

const codeOf = (document: string) => /<Code>([^<]*)<\/Code>/.exec(document)?.[1] ?? '';
