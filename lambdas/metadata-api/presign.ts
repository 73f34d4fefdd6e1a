import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import type { ImageRecord } from '../shared/record.ts';
import { thumbnailKey } from '../shared/thumbnail.ts';
import { type BucketAddress, bucketAddress } from './bucket-address.ts';
import type { Disposition, PreSignedUrl } from './contract.ts';
import type { Declaration } from './declaration.ts';

interface Session {
  credentials: Awaited<ReturnType<DynamoDBClient['config']['credentials']>>;
  presigner: S3RequestPresigner;
  address: BucketAddress;
}

interface Request {
  method: 'GET' | 'PUT' | 'POST';
  key: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  signingDate: Date;
  /** Seconds. */
  expiresIn: number;
}

/** A GET URL lives at least this long, so that it can stay the same for ten minutes and then still work as long. */
const MIN_DOWNLOAD_SECONDS = 1200;
const DELETE_SECONDS = 60;
const DELETE_ATTEMPTS = 3;

/**
 * Signs URLs for the one bucket, and deletes from it. The SDK's presigner alone, on the credentials, region, hash and
 * connections of the DynamoDB client: client-s3 would double the bundle and take five times as long a URL.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export class ObjectUrls {
  readonly #encoded = new Map<string, { value: string; text: string }>();
  readonly #config: DynamoDBClient['config'];
  readonly #bucket: string;
  readonly #expiresIn: number;
  #current: Session | undefined;

  /** @param expiresIn lifetime of an upload URL, seconds */
  constructor(client: DynamoDBClient, bucket: string, expiresIn: number) {
    this.#config = client.config;
    this.#bucket = bucket;
    this.#expiresIn = expiresIn;
  }

  /** A ticket to PUT one object; S3 holds the upload to whatever was declared. */
  async upload(id: string, key: string, declared: Declaration, now: number): Promise<PreSignedUrl> {
    const headers = uploadHeaders(declared);
    // A signature counts from a whole second.
    const signedAt = now - (now % 1000);
    const session = await this.#session();
    const expiresAt = withinSession(session, signedAt + this.#expiresIn * 1000);
    const expiresIn = Math.max(1, Math.floor((expiresAt - signedAt) / 1000));
    const signingDate = new Date(signedAt);
    const url = await this.#sign(session, { method: 'PUT', key, headers, signingDate, expiresIn });
    return {
      id,
      url,
      method: 'PUT',
      expiresIn,
      expiresAt,
      ...(Object.keys(headers).length > 0 && { headers }),
    };
  }

  /**
   * A URL of the record's image. Signed as of the start of the current period, half a lifetime long, so that it is
   * the same for everyone who asks meanwhile, and browsers find the image in their cache.
   */
  async download(record: ImageRecord, disposition: Disposition, now: number): Promise<PreSignedUrl> {
    const lifetime = Math.max(this.#expiresIn, MIN_DOWNLOAD_SECONDS);
    const period = Math.floor(lifetime / 2) * 1000;
    const signedAt = now - (now % period);
    const name = record.filename;
    const query = {
      // RFC 6266; a filename has no character that either form would have to escape.
      'response-content-disposition': `${disposition}; filename="${name}"; filename*=UTF-8''${name}`,
      'response-content-type': record.image!.contentType,
      // The bytes of a key never change: every upload has its own.
      'response-cache-control': `private, max-age=${lifetime}, immutable`,
    };
    const session = await this.#session();
    const expiresAt = withinSession(session, signedAt + lifetime * 1000);
    const signed = { method: 'GET', signingDate: new Date(signedAt), expiresIn: lifetime } as const;
    const url = await this.#sign(session, { ...signed, key: record.objectKeys![0]!, query });
    const { thumbnail } = record;
    const thumbnailUrl =
      thumbnail && 'key' in thumbnail
        ? await this.#sign(session, { ...signed, key: thumbnail.key })
        : undefined;
    const expiresIn = Math.max(0, Math.floor((expiresAt - now) / 1000));
    return {
      id: record.id,
      url,
      method: 'GET',
      expiresIn,
      expiresAt,
      ...(thumbnailUrl !== undefined && { thumbnailUrl }),
    };
  }

  /**
   * Deletes images and their thumbnails in one request; what is gone already is fine.
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
   */
  async delete(imageKeys: readonly string[]): Promise<void> {
    if (imageKeys.length === 0) return;
    const body = deletionOf(imageKeys.flatMap((key) => [key, thumbnailKey(key)]));
    const request = await presign(await this.#session(), {
      method: 'POST',
      key: '',
      query: { delete: '' },
      headers: { 'x-amz-checksum-sha256': createHash('sha256').update(body).digest('base64') },
      signingDate: new Date(),
      expiresIn: DELETE_SECONDS,
    });
    for (let attempt = 1; ; attempt++) {
      const { status, failures } = await this.#send({ ...request, body }).catch((error: unknown) => {
        if (attempt === DELETE_ATTEMPTS) throw error;
        return { status: 503, failures: '' };
      });
      if (status < 300 && failures === '') return;
      if ((status >= 300 && status < 500) || attempt === DELETE_ATTEMPTS) {
        throw new Error(`S3 answered DeleteObjects with ${status} ${failures}`.trim());
      }
    }
  }

  /** @returns the codes of single keys that could not be deleted, beside the status */
  async #send(request: object): Promise<{ status: number; failures: string }> {
    const { response } = await this.#config.requestHandler.handle(
      request as Parameters<DynamoDBClient['config']['requestHandler']['handle']>[0],
    );
    const answer = await text(response.body as Readable);
    const failures = [...answer.matchAll(/<Error>.*?<Code>(\w+)<\/Code>/gs)].map(([, code]) => code);
    return { status: response.statusCode, failures: failures.join(', ') };
  }

  async #sign(session: Session, request: Request): Promise<string> {
    const { protocol, hostname, port, path, query = {} } = await presign(session, request);
    let parameters = '';
    for (const name in query) parameters += `&${name}=${this.#encode(name, String(query[name]))}`;
    return `${protocol}//${hostname}${port ? `:${port}` : ''}${path}?${parameters.slice(1)}`;
  }

  /** Most parameters of a URL are those of the one before: the session's token alone is a kilobyte. */
  #encode(name: string, value: string): string {
    const last = this.#encoded.get(name);
    if (last?.value === value) return last.text;
    const text = encode(value);
    this.#encoded.set(name, { value, text });
    return text;
  }

  /** Made anew when the credentials change; a presigner that has to ask for them takes a third longer a URL. */
  async #session(): Promise<Session> {
    const { credentials: provide, region: regionOf, sha256 } = this.#config;
    const credentials = await provide();
    if (this.#current?.credentials !== credentials) {
      const region = await regionOf();
      const presigner = new S3RequestPresigner({ credentials, region, sha256 });
      this.#current = { credentials, presigner, address: bucketAddress(this.#bucket, region) };
    }
    return this.#current;
  }
}

function presign(
  { presigner, address }: Session,
  { method, key, headers = {}, query = {}, signingDate, expiresIn }: Request,
) {
  return presigner.presign(
    { method, ...address, path: `${address.path}/${key}`, headers: { ...headers }, query },
    {
      signingDate,
      expiresIn,
      // Without these two the type would not be signed, and the checksum would move to the query, where S3 ignores it.
      signableHeaders: new Set(['content-type']),
      unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
    },
  );
}

/** A URL dies with the session that signed it, where the credentials say when that is. */
function withinSession({ credentials }: Session, expiresAt: number): number {
  return Math.min(expiresAt, credentials.expiration?.getTime() ?? expiresAt);
}

/** Object keys have no character that XML would escape. */
function deletionOf(keys: string[]): string {
  const objects = keys.map((key) => `<Object><Key>${key}</Key></Object>`).join('');
  return `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${objects}</Delete>`;
}

function uploadHeaders({ contentType, size, sha256 }: Declaration): Record<string, string> {
  const headers: Record<string, string> = {};
  if (contentType !== undefined) headers['Content-Type'] = contentType;
  if (size !== undefined) headers['Content-Length'] = String(size);
  if (sha256 !== undefined) headers['x-amz-checksum-sha256'] = Buffer.from(sha256, 'hex').toString('base64');
  if (Object.keys(headers).length > 0) headers['If-None-Match'] = '*';
  return headers;
}

const UNRESERVED = /^[\w.~-]*$/;

function encode(text: string): string {
  if (UNRESERVED.test(text)) return text;
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
