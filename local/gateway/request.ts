import type { IncomingMessage } from 'node:http';

/** A request as API Gateway sees it: the path decoded, repeated names kept. */
export interface GatewayRequest {
  method: string;
  /** As sent, without the query string. */
  rawPath: string;
  /** Decoded; the first is the stage. */
  segments: string[];
  /** Decoded values by name, in the order sent. */
  query: Record<string, string[]>;
  /** Values by name as the client spelled it. */
  headers: Record<string, string[]>;
  /** The last value of a header, whatever its case. */
  header(name: string): string | undefined;
  /** Set once the route is known. */
  pathParameters: Record<string, string>;
  body: Buffer;
  sourceIp: string;
}

/** Headers between two hops, which end at API Gateway. */
const HOP_BY_HOP = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** @throws URIError when the path is not percent-encoded UTF-8 */
export function parseRequest(message: IncomingMessage, body: Buffer): GatewayRequest {
  const target = message.url ?? '/';
  const [rawPath = '/', ...rest] = originForm(target).split('?');
  // Without a prototype: clients may name a header or parameter `constructor`.
  const headers: Record<string, string[]> = Object.create(null);
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    const name = message.rawHeaders[index]!;
    if (HOP_BY_HOP.has(name.toLowerCase())) continue;
    const spelled = Object.keys(headers).find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;
    headers[spelled] = [...(headers[spelled] ?? []), message.rawHeaders[index + 1]!];
  }
  const query: Record<string, string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(rest.join('?'))) {
    query[name] = [...(query[name] ?? []), value];
  }
  return {
    method: message.method ?? 'GET',
    rawPath,
    segments: rawPath.replace(/^\//, '').replace(/\/$/, '').split('/').map(decodeURIComponent),
    query,
    headers,
    header(name) {
      const key = Object.keys(headers).find((known) => known.toLowerCase() === name.toLowerCase());
      return key && headers[key]?.at(-1);
    },
    pathParameters: {},
    body,
    sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
  };
}

/** `http://host/path` and `*` are targets too. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  if (!URL.canParse(target)) return '/';
  const { pathname, search } = new URL(target);
  return pathname + search;
}
