import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { BucketAddress } from '../shared/bucket-address.ts';

export interface SignerCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface UrlRequest {
  method: 'GET' | 'PUT' | 'POST';
  /** Of the object, '' for the bucket; of characters that no URL escapes. */
  key: string;
  /** What the request must send, each signed. */
  headers?: Record<string, string>;
  query?: Record<string, string>;
  /** Epoch ms; the signature counts from the whole second. */
  signedAt: number;
  /** Seconds, 1 to 604,800. */
  expiresIn: number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Whoever gets the URL makes the body, so that its hash cannot be part of the signature. */
const PAYLOAD = 'UNSIGNED-PAYLOAD';

/**
 * Signs S3 requests in their URLs, with the credentials of one session: Signature Version 4 by query parameters. The
 * same URLs as the SDK's presigner makes, in a quarter of its time (docs/adr/0012-own-url-signer.md).
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export class UrlSigner {
  readonly #credentials: SignerCredentials;
  readonly #region: string;
  readonly #address: BucketAddress;
  /** Encoded once a session: the token alone is a kilobyte. */
  readonly #token: string | undefined;
  #day: SigningDay | undefined;

  constructor(credentials: SignerCredentials, region: string, address: BucketAddress) {
    this.#credentials = credentials;
    this.#region = region;
    this.#address = address;
    this.#token = credentials.sessionToken && encode(credentials.sessionToken);
  }

  sign({ method, key, headers = {}, query = {}, signedAt, expiresIn }: UrlRequest): string {
    const date = `${new Date(signedAt).toISOString().slice(0, 19).replaceAll(/[:-]/g, '')}Z`;
    const day = this.#dayOf(date.slice(0, 8));
    const { origin, host, path } = this.#address;
    const target = `${path}/${key}`;

    const signed: Record<string, string> = { host };
    for (const name in headers) signed[name.toLowerCase()] = headers[name]!;
    const names = Object.keys(signed).sort();
    const signedHeaders = names.join(';');

    const parameters: Record<string, string> = {
      'X-Amz-Algorithm': ALGORITHM,
      'X-Amz-Content-Sha256': PAYLOAD,
      'X-Amz-Credential': day.credential,
      'X-Amz-Date': date,
      'X-Amz-Expires': String(expiresIn),
      ...(this.#token && { 'X-Amz-Security-Token': this.#token }),
      'X-Amz-SignedHeaders': encode(signedHeaders),
    };
    for (const name in query) parameters[encode(name)] = encode(query[name]!);
    const canonicalQuery = Object.keys(parameters)
      .sort()
      .map((name) => `${name}=${parameters[name]}`)
      .join('&');

    const canonicalHeaders = names.map((name) => `${name}:${signed[name]}\n`).join('');
    const request = [method, target, canonicalQuery, canonicalHeaders, signedHeaders, PAYLOAD].join('\n');
    const toSign = `${ALGORITHM}\n${date}\n${day.scope}\n${hash('sha256', request, 'hex')}`;
    const signature = createHmac('sha256', day.key).update(toSign).digest('hex');
    return `${origin}${target}?${canonicalQuery}&X-Amz-Signature=${signature}`;
  }

  /** @param date YYYYMMDD */
  #dayOf(date: string): SigningDay {
    if (this.#day?.date !== date) {
      const { accessKeyId, secretAccessKey } = this.#credentials;
      const parts = [date, this.#region, 's3', 'aws4_request'];
      const scope = parts.join('/');
      const key = parts.reduce(
        (secret, part) => createHmac('sha256', secret).update(part).digest(),
        Buffer.from(`AWS4${secretAccessKey}`),
      );
      // As bytes, a key costs Node.js 24 twice the time of the HMAC itself.
      this.#day = { date, scope, credential: encode(`${accessKeyId}/${scope}`), key: createSecretKey(key) };
    }
    return this.#day;
  }
}

/** What the URLs of a day have in common. */
interface SigningDay {
  date: string;
  scope: string;
  credential: string;
  key: KeyObject;
}

/** As the signature wants it: of ASCII, only letters, digits and -._~ stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
