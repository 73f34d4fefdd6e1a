import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import { formatUrl } from '@aws-sdk/util-format-url';
import { HttpRequest } from '@smithy/core/protocols';
import type { Disposition, PreSignedUrl } from '../../../contract/requests.ts';
import type { ImageRecord } from '../../shared/record.ts';
import type { DeliveryUrls } from '../delivery/delivery-urls.ts';
import type { BucketAddress } from './bucket-address.ts';
import { contentDisposition } from './content-disposition.ts';
import type { Declaration } from './declaration.ts';

/** What one of the SDK's clients has resolved already: take it from there. */
type SigningConfig = Pick<DynamoDBClient['config'], 'credentials' | 'region' | 'sha256'>;

interface ToSign {
  method: 'PUT' | 'GET';
  key: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  /** Epoch ms, whole seconds. */
  signedAt: number;
  /** Seconds. */
  expiresIn: number;
}

/** A GET URL lives at least this long, so that it can stay the same for ten minutes and then still work as long. */
const MIN_DOWNLOAD_SECONDS = 1200;

/** Signs URLs for the objects of one bucket. */
export class ObjectUrls {
  readonly #credentials: SigningConfig['credentials'];
  readonly #presigner: S3RequestPresigner;
  readonly #address: BucketAddress;
  readonly #expiresIn: number;
  readonly #delivery: Pick<DeliveryUrls, 'of'> | undefined;

  /**
   * @param expiresIn - lifetime of an upload URL, seconds
   * @param delivery - of images in other widths; undefined where the stage has none
   */
  constructor(
    config: SigningConfig,
    address: BucketAddress,
    expiresIn: number,
    delivery?: Pick<DeliveryUrls, 'of'>,
  ) {
    this.#credentials = config.credentials;
    this.#presigner = new S3RequestPresigner(config);
    this.#address = address;
    this.#expiresIn = expiresIn;
    this.#delivery = delivery;
  }

  /** A ticket to PUT one object; S3 holds the upload to whatever was declared. */
  async upload(id: string, key: string, declared: Declaration, now: number): Promise<PreSignedUrl> {
    const headers = uploadHeaders(declared);
    // A signature counts from a whole second.
    const signedAt = now - (now % 1000);
    const expiresAt = await this.#withinSession(signedAt + this.#expiresIn * 1000);
    const expiresIn = Math.max(1, Math.floor((expiresAt - signedAt) / 1000));
    const url = await this.#sign({ method: 'PUT', key, headers, signedAt, expiresIn });
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
    const { contentType, versionId } = record.image!;
    const query = {
      'response-content-disposition': contentDisposition(disposition, { ...record, image: record.image! }),
      'response-content-type': contentType,
      // Whoever uploads can add these headers to a ticket, and S3 would give them to everybody who reads.
      'response-content-encoding': 'identity',
      'response-content-language': 'und',
      'response-expires': new Date(signedAt + lifetime * 1000).toUTCString(),
      // The bytes of a version never change; those of a key can, until its second upload is deleted.
      'response-cache-control': `private, max-age=${lifetime}, immutable`,
      ...(versionId !== undefined && { versionId }),
    };
    const endsAt = signedAt + lifetime * 1000;
    const expiresAt = await this.#withinSession(endsAt);
    const signed = { method: 'GET', signedAt, expiresIn: lifetime } as const;
    const url = await this.#sign({ ...signed, key: record.objectKeys![0]!, query });
    const { thumbnail } = record;
    const thumbnailUrl =
      thumbnail && 'key' in thumbnail ? await this.#sign({ ...signed, key: thumbnail.key }) : undefined;
    const delivery = await this.#delivery?.of(record, endsAt, now);
    const expiresIn = Math.max(0, Math.floor((expiresAt - now) / 1000));
    return {
      id: record.id,
      url,
      method: 'GET',
      expiresIn,
      expiresAt,
      ...(thumbnailUrl !== undefined && { thumbnailUrl }),
      ...(delivery && { delivery }),
    };
  }

  async #sign({ method, key, headers = {}, query = {}, signedAt, expiresIn }: ToSign): Promise<string> {
    const { path, ...place } = this.#address;
    const request = new HttpRequest({
      ...place,
      method,
      path: `${path}/${key}`,
      headers: { ...headers },
      query,
    });
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    const signed = await this.#presigner.presign(request, {
      signingDate: new Date(signedAt),
      expiresIn,
      // By default the presigner leaves the type unsigned, and moves the checksum to the query, where S3 ignores it.
      ...(names.length > 0 && {
        signableHeaders: new Set(['host', ...names]),
        unhoistableHeaders: new Set(names),
      }),
    });
    return formatUrl(signed);
  }

  /** A URL dies with the session that signed it, where the credentials say when that is. Epoch ms. */
  async #withinSession(expiresAt: number): Promise<number> {
    const { expiration } = await this.#credentials();
    return Math.min(expiresAt, expiration?.getTime() ?? expiresAt);
  }
}

/** Exactly what a client must send with the upload. */
function uploadHeaders({ contentType, size, sha256 }: Declaration): Record<string, string> {
  const headers: Record<string, string> = {};
  if (contentType !== undefined) headers['Content-Type'] = contentType;
  if (size !== undefined) headers['Content-Length'] = String(size);
  if (sha256 !== undefined) headers['x-amz-checksum-sha256'] = Buffer.from(sha256, 'hex').toString('base64');
  if (Object.keys(headers).length > 0) headers['If-None-Match'] = '*';
  return headers;
}
