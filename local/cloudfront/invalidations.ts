import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceCall } from '../calls.ts';
import type { Identities } from '../iam/identities.ts';
import { document, element, innerTexts, parent, textOf } from '../s3/http/xml.ts';
import type { Cache } from './cache.ts';

const NAMESPACE = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';
const INVALIDATION = /^\/2020-05-31\/distribution\/([A-Z0-9]+)\/invalidation$/;
const MAX_BODY = 1024 * 1024;
/** Paths of one invalidation. */
const MOST_PATHS = 3000;

export interface InvalidationOptions {
  accountId: string;
  identities: Identities;
  /** Of the distributions, by their ids. */
  caches: ReadonlyMap<string, Cache>;
  onCall?: ((call: ServiceCall) => void) | undefined;
}

interface XmlAnswer {
  status: number;
  body: string;
  location?: string;
}

/**
 * CloudFront's own API, as far as CreateInvalidation. What it names is out of the cache when it answers.
 * https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html
 */
export async function serveInvalidations(
  options: InvalidationOptions,
): Promise<{ endpoint: string; close(): Promise<void> }> {
  let endpoint = '';
  const server = createServer((request, response) => {
    answer(options, request, endpoint)
      .catch((error: Error) => failure(500, 'InternalError', error.message))
      .then(({ status, body, location }) => {
        const requestId = randomUUID();
        const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
        response.writeHead(status, { ...headers, ...(location && { location }) }).end(body);
      })
      // The caller has gone.
      .catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

async function answer(
  { accountId, identities, caches, onCall }: InvalidationOptions,
  request: IncomingMessage,
  endpoint: string,
): Promise<XmlAnswer> {
  const body = await read(request);
  const [, id] = INVALIDATION.exec(request.url?.split('?')[0] ?? '') ?? [];
  if (request.method !== 'POST' || id === undefined) {
    return failure(501, 'NotImplemented', `The local run does not know ${request.method} ${request.url}.`);
  }
  const accessKeyId = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const caller = identities.find(accessKeyId);
  if (!caller) {
    return failure(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
  }
  const resource = `arn:aws:cloudfront::${accountId}:distribution/${id}`;
  const operation = 'CreateInvalidation';
  const call: ServiceCall = { function: caller.name, service: 'cloudfront', operation, resource };
  const denied = identities.refusal(accessKeyId, `cloudfront:${operation}`, resource);
  if (denied !== undefined) {
    onCall?.({ ...call, refused: true });
    return failure(403, 'AccessDenied', `User: ${denied}`);
  }
  const answered = invalidate(
    caches.get(id),
    body,
    (invalidation) => `${endpoint}${request.url}/${invalidation}`,
  );
  const error = textOf(answered.body, 'Code');
  onCall?.({ ...call, ...(answered.status >= 400 && error !== undefined && { error }) });
  return answered;
}

function invalidate(
  cache: Cache | undefined,
  body: string | undefined,
  locationOf: (id: string) => string,
): XmlAnswer {
  if (!cache) return failure(404, 'NoSuchDistribution', 'The specified distribution does not exist.');
  const reference = textOf(body ?? '', 'CallerReference');
  // One at a time, since each is an element of its own.
  const paths = innerTexts(body ?? '', 'Path').map((inner) => textOf(`<Path>${inner}</Path>`, 'Path')!);
  const counted = Number(textOf(body ?? '', 'Quantity')) === paths.length;
  // A wildcard elsewhere than at the end is a character like others, which no path here has.
  const known = paths.every((path) => /^\/[^*]*\*?$/.test(path));
  if (!reference || !counted || paths.length === 0 || paths.length > MOST_PATHS || !known) {
    return failure(
      400,
      'InvalidArgument',
      'An invalidation has a CallerReference and as many paths as it says.',
    );
  }
  cache.invalidate(paths);
  const id = `I${randomBytes(8).toString('hex').toUpperCase().slice(0, 13)}`;
  const batch = parent('InvalidationBatch', [
    parent('Paths', [
      element('Quantity', paths.length),
      parent(
        'Items',
        paths.map((path) => element('Path', path)),
      ),
    ]),
    element('CallerReference', reference),
  ]);
  const told = [
    element('Id', id),
    element('Status', 'Completed'),
    element('CreateTime', new Date().toISOString()),
    batch,
  ];
  return { status: 201, body: document('Invalidation', told, NAMESPACE), location: locationOf(id) };
}

function failure(status: number, code: string, message: string): XmlAnswer {
  const type = element('Type', status < 500 ? 'Sender' : 'Receiver');
  const error = parent('Error', [type, element('Code', code), element('Message', message)]);
  const body = document('ErrorResponse', [error, element('RequestId', randomUUID())], NAMESPACE);
  return { status, body };
}

/** Undefined for a body that is too large. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  }
  return size > MAX_BODY ? undefined : Buffer.concat(chunks).toString();
}
