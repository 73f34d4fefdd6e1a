import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction, type TcpNetConnectOpts } from 'node:net';
import { isLoopback, isPublic } from './addresses.ts';
import type { Endpoint } from './endpoint.ts';

/** What a receiver answered; of its body nothing is read. */
export interface Answer {
  status: number;
  /** Seconds. */
  retryAfter?: number;
}

/** No answer. Its message says why, and nothing of what was sent. */
export class NotReached extends Error {
  override name = 'NotReached';
}

export interface Network {
  /** All addresses of a host. */
  resolve(host: string): Promise<LookupAddress[]>;
  /** Milliseconds for the whole exchange, the resolving included. */
  timeoutMs: number;
  /** Certificate that is believed in place of the public authorities: for tests. */
  ca?: string;
}

const NETWORK: Network = {
  // Lambda has no IPv6 of its own.
  resolve: (host) => lookup(host, { all: true, order: 'ipv4first' }),
  timeoutMs: 10_000,
};
/** Until the next of several addresses is tried, ms: Node.js gives each a quarter of a second. */
const NEXT_ADDRESS_MS = 2_000;
const USER_AGENT = 'image-intake-webhooks';

/**
 * Posts to an endpoint, over a connection of its own: to public addresses by HTTPS, or to this machine by HTTP, as the
 * endpoint is. Redirects are answers like any other.
 * @throws NotReached
 */
export async function post(
  { url, loopback }: Pick<Endpoint, 'url' | 'loopback'>,
  headers: Record<string, string>,
  body: string,
  { resolve, timeoutMs, ca }: Network = NETWORK,
): Promise<Answer> {
  const target = new URL(url);
  const [protocol, isAllowed] = loopback ? ['http:', isLoopback] : ['https:', isPublic];
  if (target.protocol !== protocol) throw new NotReached(`its URL must begin with ${protocol}//`);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const addresses = await before(signal, addressesOf(target, resolve));
    const refused = addresses.find(({ address }) => !isAllowed(address));
    if (refused || addresses.length === 0)
      throw new NotReached(
        `its address ${refused?.address} is not ${loopback ? 'of this machine' : 'public'}`,
      );
    return answerOf(
      await exchange(target, body, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          'user-agent': USER_AGENT,
          ...headers,
        },
        agent: false as const,
        signal,
        lookup: knownAddresses(addresses),
        autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
        rejectUnauthorized: true,
        ...(ca !== undefined && { ca }),
      }),
    );
  } catch (error) {
    if (error instanceof NotReached) throw error;
    const { code, name } = error as NodeJS.ErrnoException;
    throw new NotReached(
      signal.aborted
        ? `it did not answer within ${timeoutMs / 1000} s`
        : `no connection: ${typeof code === 'string' ? code : name}`,
    );
  }
}

/** A host that is an address is never resolved, neither here nor by Node.js: its URL spells it out. */
async function addressesOf({ hostname }: URL, resolve: Network['resolve']): Promise<LookupAddress[]> {
  const literal = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(literal);
  return family === 0 ? resolve(hostname) : [{ address: literal, family }];
}

/** A lookup that finds what was found and judged before, so that the connection can go nowhere else. */
const knownAddresses =
  (addresses: LookupAddress[]): LookupFunction =>
  (_, options, callback) =>
    options.all ? callback(null, addresses) : callback(null, addresses[0]!.address, addresses[0]!.family);

function exchange(
  target: URL,
  body: string,
  options: RequestOptions & Pick<TcpNetConnectOpts, 'autoSelectFamilyAttemptTimeout'>,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (target.protocol === 'https:' ? httpsRequest : httpRequest)(target, options);
    request.on('error', reject);
    // Answers that are none: another protocol, which nobody here speaks, or the end of the connection.
    request.on('upgrade', (_, socket) => {
      socket.destroy();
      reject(new NotReached('it asks for another protocol'));
    });
    request.on('close', () => reject(new NotReached('it closed the connection without an answer')));
    request.on('response', (response) => {
      resolve(response);
      // With the connection.
      response.destroy();
    });
    request.end(body);
  });
}

function answerOf({ statusCode = 0, headers }: IncomingMessage): Answer {
  const retryAfter = secondsOf(headers['retry-after']);
  return { status: statusCode, ...(retryAfter !== undefined && { retryAfter }) };
}

/** Of seconds or a date, RFC 9110, section 10.2.3. */
function secondsOf(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  const seconds = (Date.parse(retryAfter) - Date.now()) / 1000;
  return seconds > 0 ? seconds : undefined;
}

/** What is waited for no longer than a signal allows. */
function before<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
}
