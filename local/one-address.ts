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

/** A distribution that is to be reached at the API's address too. */
export interface SharedDistribution {
  /** Where it is by itself, and what URLs are signed for. */
  origin: string;
  /** Whether a path is its own. */
  owns(path: string): boolean;
  /** Answers a request that came by another host as if it had come by its own. */
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

/** Puts distributions before others: paths of what a bucket lets them read are their own. */
export function withDistributions(
  distributions: readonly SharedDistribution[] = [],
  others: RequestListener,
): RequestListener {
  return (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const owner = distributions.find(({ owns }) => owns(path));
    (owner?.serve ?? others)(request, response);
  };
}

/** A host, with its port perhaps: `192.168.1.5:3000`, `[::1]:3000`, `abc.example`. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i;

/**
 * Lets the URLs of images in an answer name the host by which the client came, so that one address, one port mapping or one
 * tunnel is enough. A tunnel says in `X-Forwarded-Host` and `X-Forwarded-Proto` what the client sees.
 */
export function withPublicUrls(
  shared: { storage?: SharedStorage | undefined; distributions?: readonly SharedDistribution[] | undefined },
  { headers }: IncomingMessage,
  body: string | Buffer,
): string | Buffer {
  const { storage, distributions = [] } = shared;
  const forwarded = (name: string) =>
    String(headers[`x-forwarded-${name}`] ?? '')
      .split(',')[0]!
      .trim();
  const host = forwarded('host') || (headers.host ?? '');
  if (typeof body !== 'string' || !HOST.test(host)) return body;
  const origin = `${forwarded('proto') === 'https' ? 'https' : 'http'}://${host}`;
  const patterns = [
    ...(storage ? [signedUrls(storage.endpoint)] : []),
    // They need no signature where a distribution is public.
    ...distributions.map((one) => new RegExp(`${escaped(one.origin)}(/)`, 'g')),
  ];
  return patterns.reduce(
    (text, pattern) => text.replaceAll(pattern, (_, rest: string) => origin + rest),
    body,
  );
}

function signedUrls(endpoint: string): RegExp {
  return new RegExp(`${escaped(endpoint)}(/[^\\s"\\\\]*[?&]X-Amz-Signature=[0-9a-f]{64})`, 'g');
}

const escaped = (text: string): string => text.replaceAll('.', '\\.');
