import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { bucketAddress } from '../shared/bucket-address.ts';
import { persistently } from '../shared/persistently.ts';
import type { ImageRecord } from '../shared/record.ts';
import { thumbnailKey } from '../shared/thumbnail.ts';
import type { Disposition, PreSignedUrl } from './contract.ts';
import type { Declaration } from './declaration.ts';
import { UrlSigner } from './url-signer.ts';

interface Session {
  credentials: Awaited<ReturnType<DynamoDBClient['config']['credentials']>>;
  signer: UrlSigner;
}

/** A GET URL lives at least this long, so that it can stay the same for ten minutes and then still work as long. */
const MIN_DOWNLOAD_SECONDS = 1200;
const DELETE_SECONDS = 60;

/** Signs URLs for the one bucket, and deletes from it, on the credentials, region and connections of the DynamoDB client. */
export class ObjectUrls {
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
    const url = session.signer.sign({ method: 'PUT', key, headers, signedAt, expiresIn });
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
    const signed = { method: 'GET', signedAt, expiresIn: lifetime } as const;
    const url = session.signer.sign({ ...signed, key: record.objectKeys![0]!, query });
    const { thumbnail } = record;
    const thumbnailUrl =
      thumbnail && 'key' in thumbnail ? session.signer.sign({ ...signed, key: thumbnail.key }) : undefined;
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
    const headers = { 'x-amz-checksum-sha256': createHash('sha256').update(body).digest('base64') };
    const request = { method: 'POST', key: '', query: { delete: '' }, headers } as const;
    const { signer } = await this.#session();
    const url = new URL(signer.sign({ ...request, signedAt: Date.now(), expiresIn: DELETE_SECONDS }));
    const { status, failures } = await persistently(
      () => this.#post(url, headers, body),
      (answer) => answer.status >= 500 || (answer.status < 300 && answer.failures !== ''),
    );
    if (status >= 300 || failures !== '') {
      throw new Error(`S3 answered DeleteObjects with ${status} ${failures}`.trim());
    }
  }

  /** @returns the codes of single keys that could not be deleted, beside the status */
  async #post(url: URL, headers: Record<string, string>, body: string) {
    const { protocol, hostname, port, host, pathname, search } = url;
    const request = {
      method: 'POST',
      protocol,
      hostname,
      ...(port && { port: Number(port) }),
      path: pathname + search,
      headers: { host, ...headers },
      body,
    };
    const { response } = await this.#config.requestHandler.handle(
      request as Parameters<DynamoDBClient['config']['requestHandler']['handle']>[0],
    );
    const answer = await text(response.body as Readable);
    const failures = [...answer.matchAll(/<Error>.*?<Code>(\w+)<\/Code>/gs)].map(([, code]) => code);
    return { status: response.statusCode, failures: failures.join(', ') };
  }

  /** Made anew when the credentials change. */
  async #session(): Promise<Session> {
    const credentials = await this.#config.credentials();
    if (this.#current?.credentials !== credentials) {
      const region = await this.#config.region();
      const address = bucketAddress(this.#bucket, region, process.env.AWS_ENDPOINT_URL_S3);
      this.#current = { credentials, signer: new UrlSigner(credentials, region, address) };
    }
    return this.#current;
  }
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
