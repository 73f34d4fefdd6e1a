import { Sha256 } from '@smithy/core/checksum';
import { createScope, getCanonicalHeaders, SignatureV4 } from '@smithy/signature-v4';
import { S3Error } from '../http/errors.ts';
import type { S3Request } from '../http/request.ts';
import { type Claim, readClaim } from './claim.ts';
import { checkClock } from './clock.ts';

export interface Credentials {
  secretAccessKey: string;
  sessionToken?: string;
}

/** Who signed, and what is needed to check the chunks of a streamed body. */
export interface Identity {
  claim: Claim;
  /** Signs text with the key of the request's own credential scope, as hex. */
  signText: (text: string) => Promise<string>;
  /** `yyyymmdd/region/s3/aws4_request` */
  scope: string;
}

export interface AuthOptions {
  region: string;
  credentials: (accessKeyId: string) => Credentials | undefined;
}

/** The SDK's signer, opened where it computes: the canonical request and the text to sign are its own. */
class Signer extends SignatureV4 {
  canonicalRequest(request: S3Request, signedHeaders: string[], payload: string): string {
    const headers = Object.fromEntries(signedHeaders.map((name) => [name, request.headers.get(name) ?? '']));
    const parts = { method: request.method, path: request.canonicalPath, query: request.query, headers };
    const wire = { ...parts, protocol: 'http:', hostname: '' };
    return this.createCanonicalRequest(
      wire,
      getCanonicalHeaders(wire, undefined, new Set(signedHeaders)),
      payload,
    );
  }

  textToSign(date: string, scope: string, canonicalRequest: string): Promise<string> {
    return this.createStringToSign(date, scope, canonicalRequest, 'AWS4-HMAC-SHA256');
  }
}

/**
 * Verifies the request's signature, presigned or in the header, with the SDK's own signer.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 * @throws S3Error with the code that S3 gives: unknown key, wrong region, expired, early, unsigned headers, mismatch.
 */
export async function authenticate(
  request: S3Request,
  options: AuthOptions,
  now = Date.now(),
): Promise<Identity> {
  const claim = readClaim(request);
  const credentials = options.credentials(claim.accessKeyId);
  if (!credentials) {
    throw new S3Error(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      {
        AWSAccessKeyId: claim.accessKeyId,
      },
    );
  }
  if (claim.sessionToken !== credentials.sessionToken) {
    throw new S3Error('InvalidToken', 'The provided token is malformed or otherwise invalid.');
  }
  checkScope(claim, options.region);
  checkClock(claim, now);
  checkSignedHeaders(request, claim);

  const signer = new Signer({
    service: 's3',
    region: claim.region,
    credentials: { accessKeyId: claim.accessKeyId, secretAccessKey: credentials.secretAccessKey },
    sha256: Sha256,
    uriEscapePath: false,
  });
  const signingDate = new Date(`${claim.scopeDate.replace(/^(....)(..)(..)$/, '$1-$2-$3')}T00:00:00Z`);
  const signText = (text: string) => signer.sign(text, { signingDate });
  const scope = createScope(claim.scopeDate, claim.region, 's3');
  const canonicalRequest = signer.canonicalRequest(request, claim.signedHeaders, claim.payload);
  const textToSign = await signer.textToSign(claim.date, scope, canonicalRequest);
  if ((await signText(textToSign)) !== claim.signature) {
    throw new S3Error(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      {
        AWSAccessKeyId: claim.accessKeyId,
        StringToSign: textToSign,
        SignatureProvided: claim.signature,
        CanonicalRequest: canonicalRequest,
      },
    );
  }
  return { claim, signText, scope };
}

function checkScope(claim: Claim, region: string): void {
  const complain = (message: string, details: Record<string, string> = {}) =>
    claim.by === 'query'
      ? new S3Error(
          'AuthorizationQueryParametersError',
          `Error parsing the X-Amz-Credential parameter; ${message}`,
          details,
        )
      : new S3Error(
          'AuthorizationHeaderMalformed',
          `The authorization header is malformed; ${message}`,
          details,
        );
  if (claim.region !== region) {
    throw complain(`the region '${claim.region}' is wrong; expecting '${region}'`, { Region: region });
  }
  if (claim.service !== 's3')
    throw complain(`incorrect service "${claim.service}". This endpoint belongs to "s3".`);
  if (claim.terminator !== 'aws4_request') throw complain(`incorrect terminal "${claim.terminator}".`);
  if (claim.scopeDate !== claim.date.slice(0, 8)) {
    throw complain(`Invalid credential date "${claim.scopeDate}". This date is not the same as X-Amz-Date.`);
  }
}

/** S3 refuses an `x-amz-` header that was not signed: nobody may add an ACL or metadata to a ticket. */
function checkSignedHeaders(request: S3Request, claim: Claim): void {
  const signed = new Set(claim.signedHeaders);
  const unsigned = [...request.headers.keys()].filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signed.has(name),
  );
  if (unsigned.length > 0) {
    throw new S3Error('AccessDenied', 'There were headers present in the request which were not signed', {
      HeadersNotSigned: unsigned.join(', '),
    });
  }
}
