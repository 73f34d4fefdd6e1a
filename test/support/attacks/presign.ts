import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import { Sha256 } from '@smithy/core/checksum';

export interface SigningOptions {
  method: 'PUT' | 'GET';
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  bucket: string;
  /** Plain characters only, as the service's own keys are. */
  key: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  signingDate?: Date;
  /** Seconds. */
  expiresIn?: number;
}

/** Signs a URL with the SDK's presigner, in the way of the service's own signer. */
export async function presign(options: SigningOptions): Promise<string> {
  const { protocol, hostname, port } = new URL(options.endpoint);
  const presigner = new S3RequestPresigner({
    region: options.region,
    credentials: options.credentials,
    service: 's3',
    sha256: Sha256,
  });
  const signed = await presigner.presign(
    {
      method: options.method,
      protocol,
      hostname,
      port: Number(port),
      path: `/${options.bucket}/${options.key}`,
      headers: { ...options.headers },
      query: { ...options.query },
    },
    {
      signingDate: options.signingDate ?? new Date(),
      expiresIn: options.expiresIn ?? 3600,
      signableHeaders: new Set(['content-type']),
      unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
    },
  );
  const query = Object.entries(signed.query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return `${options.endpoint}${signed.path}?${query.join('&')}`;
}
