import type { IncomingMessage, RequestListener } from 'node:http';

/** Storage that is to be reached at the API's address too. */
export interface SharedStorage {
  /** Names of its buckets: the first segments of paths that are its own. */
  buckets: readonly string[];
  /** Where functions reach it, and what they sign URLs for. */
  endpoint: string;
  /** Answers a request that came by another host than the endpoint's. */
  serve: RequestListener;
}

/** Puts storage before an API and its page: paths that begin with the name of a bucket are its own. */
export function withStorage(storage: SharedStorage | undefined, others: RequestListener): RequestListener {
  if (!storage) return others;
  return (request, response) => {
    const [, bucket = ''] = (request.url ?? '').split(/[/?]/);
    (storage.buckets.includes(bucket) ? storage.serve : others)(request, response);
  };
}

/** A host, with its port perhaps: `192.168.1.5:3000`, `[::1]:3000`, `abc.example`. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i;

/**
 * Lets the signed URLs in an answer name the host by which the client came, so that one address, one port mapping or one
 * tunnel is enough. A tunnel says in `X-Forwarded-Host` and `X-Forwarded-Proto` what the client sees.
 */
export function withPublicUrls(
  storage: SharedStorage | undefined,
  { headers }: IncomingMessage,
  body: string | Buffer,
): string | Buffer {
  const forwarded = (name: string) =>
    String(headers[`x-forwarded-${name}`] ?? '')
      .split(',')[0]!
      .trim();
  const host = forwarded('host') || (headers.host ?? '');
  if (!storage || typeof body !== 'string' || !HOST.test(host)) return body;
  const origin = `${forwarded('proto') === 'https' ? 'https' : 'http'}://${host}`;
  return body.replaceAll(signedUrls(storage.endpoint), (_, rest: string) => origin + rest);
}

function signedUrls(endpoint: string): RegExp {
  const escaped = endpoint.replaceAll('.', '\\.');
  return new RegExp(`${escaped}(/[^\\s"\\\\]*[?&]X-Amz-Signature=[0-9a-f]{64})`, 'g');
}
