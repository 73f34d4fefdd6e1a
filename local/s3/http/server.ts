import { randomBytes } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { DataFolder } from '../../data/data-folder.ts';
import { authenticate, type Identity } from '../auth/sigv4.ts';
import { type EventOrigin, eventMessage, eventNameOf, interested } from '../events/events.ts';
import { type Answer, type Call, demand, resourceOf } from '../operations/operation.ts';
import { operationOf } from '../operations/operations.ts';
import type { LocalS3Options } from '../options.ts';
import type { Change } from '../store/object-version.ts';
import type { BucketStore } from '../store/store.ts';
import { corsHeaders, preflight } from './cors.ts';
import { S3Error } from './errors.ts';
import { failure } from './failure.ts';
import { parameter, parseRequest, type S3Request } from './request.ts';

/** Longer than any client's, so that no request meets a connection that is just being closed. */
const KEEP_ALIVE_MS = 75_000;

type Observed = Parameters<NonNullable<LocalS3Options['onRequest']>>[0];

/** Everything that one request needs beside itself. */
export interface Service {
  options: LocalS3Options;
  buckets: ReadonlyMap<string, BucketStore>;
  send: (queueArn: string, body: string) => void;
  /** Keeps all that the work changes, or nothing of it. */
  together: DataFolder['together'];
  /** Another host that a signature may be for than the one that the request came by. */
  signedHost?: string | undefined;
}

/** An HTTP server, not listening yet, that answers as S3 does for the given buckets. */
export function createS3Server(service: Service): Server {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (message, response) => {
    answer(service, message, response, () => {}).catch(() => response.destroy());
  });
  // Without this listener Node would ask for a body that the signature already forbids.
  server.on('checkContinue', (message: IncomingMessage, response: ServerResponse) => {
    answer(service, message, response, () => response.writeContinue()).catch(() => response.destroy());
  });
  return server;
}

/** The same on another server. @param signedHost - that URLs are signed for, by whatever host they are asked for there */
export function s3Listener(service: Service, signedHost: string): RequestListener {
  return (message, response) => {
    answer({ ...service, signedHost }, message, response, () => {}).catch(() => response.destroy());
  };
}

async function answer(
  service: Service,
  message: IncomingMessage,
  response: ServerResponse,
  proceed: () => void,
) {
  const ids = {
    requestId: randomBytes(8).toString('hex').toUpperCase(),
    hostId: randomBytes(48).toString('base64'),
  };
  const call: Observed = {
    accessKeyId: '',
    presigned: false,
    operation: '',
    bucket: '',
    key: '',
    status: 0,
    bytesIn: 0,
    bytesOut: 0,
  };
  let waiting = message.headers.expect !== undefined;
  const begin = () => {
    waiting = false;
    proceed();
  };
  let request: S3Request | undefined;
  let headers: Record<string, string> = {
    'x-amz-request-id': ids.requestId,
    'x-amz-id-2': ids.hostId,
    Server: 'AmazonS3',
  };
  let result: Answer;
  try {
    request = parseRequest(message);
    Object.assign(call, { bucket: request.bucket, key: request.key });
    const bucket = service.buckets.get(request.bucket);
    const rules = bucket?.config.cors ?? [];
    if (request.method === 'OPTIONS') {
      call.operation = 'Preflight';
      result = { status: 200, headers: preflight(rules, request.headers, request.key !== '') };
    } else {
      headers = { ...headers, ...corsHeaders(rules, request.headers.get('origin'), request.method) };
      const identity = await identify(service, request);
      call.accessKeyId = identity.claim.accessKeyId;
      call.presigned = identity.claim.by === 'query';
      result = await perform(service, request, bucket, identity, ids, begin, call);
    }
  } catch (error) {
    // A client that went away in the middle of its body gets no answer, and nothing was stored.
    if (message.destroyed && !message.complete) {
      response.destroy();
      return;
    }
    result = failure(error, ids);
  }
  // Neither has a body, nor the headers of one.
  const bodiless = result.status === 204 || result.status === 304;
  const body = bodiless ? '' : (result.body ?? '');
  response.writeHead(result.status, {
    ...(!bodiless && { 'Content-Length': Buffer.byteLength(body) }),
    ...headers,
    ...result.headers,
    // The body that was never asked for would be taken for the next request, or the next request for it.
    ...(waiting && { Connection: 'close' }),
  });
  response.end(message.method === 'HEAD' ? undefined : body);
  const bytesOut = message.method === 'HEAD' ? 0 : Buffer.byteLength(body);
  service.options.onRequest?.({ ...call, status: result.status, bytesIn: request?.bytesIn ?? 0, bytesOut });
}

/** @throws S3Error as {@link authenticate} does */
async function identify({ options, signedHost }: Service, request: S3Request): Promise<Identity> {
  try {
    return await authenticate(request, options);
  } catch (error) {
    const another = error instanceof S3Error && error.code === 'SignatureDoesNotMatch';
    if (!another || signedHost === undefined) throw error;
    const headers = new Map(request.headers).set('host', signedHost);
    return authenticate({ ...request, headers }, options);
  }
}

async function perform(
  { options, send, together }: Service,
  request: S3Request,
  bucket: BucketStore | undefined,
  identity: Identity,
  ids: { requestId: string; hostId: string },
  proceed: () => void,
  observed: Observed,
): Promise<Answer> {
  if (!bucket) {
    throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: request.bucket });
  }
  const operation = operationOf(request);
  observed.operation = operation.name;
  const { accessKeyId } = identity.claim;
  const origin: EventOrigin = {
    ...ids,
    region: options.region,
    accessKeyId,
    sourceIp: request.message.socket.remoteAddress ?? '',
  };
  // Of a listing: what a policy's condition can hold it to.
  const context: Record<string, string> = {};
  for (const name of ['prefix', 'delimiter', 'max-keys']) {
    const value = parameter(request.query, name);
    if (value !== undefined) context[`s3:${name}`] = value;
  }
  const publish = (change: Change) => {
    for (const { queueArn } of interested(bucket.config, eventNameOf(change), change.version.key)) {
      send(queueArn, eventMessage(bucket.config, change, origin));
    }
  };
  const call: Call = {
    request,
    bucket,
    identity,
    region: options.region,
    proceed,
    allows: (action, key = request.key) =>
      options.authorize?.({ accessKeyId, action, resource: resourceOf(bucket, key), context }) ?? true,
    commit: (work) =>
      together(() => {
        const change = work();
        if (change) publish(change);
        return change;
      }),
  };
  const action = operation.action(request);
  if (action !== undefined) demand(call, action);
  return operation.run(call);
}
