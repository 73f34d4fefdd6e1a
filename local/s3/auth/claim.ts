import { S3Error } from '../http/errors.ts';
import { parameter, type S3Request } from '../http/request.ts';

/** What a request says of its own signature, before any of it is believed. */
export interface Claim {
  /** `query`: a presigned URL. `header`: an `Authorization` header. */
  by: 'query' | 'header';
  accessKeyId: string;
  /** `yyyymmdd` of the credential scope. */
  scopeDate: string;
  region: string;
  service: string;
  terminator: string;
  /** `yyyymmddThhmmssZ`. */
  date: string;
  /** Seconds; presigned URLs only. */
  expires?: number;
  signedHeaders: string[];
  signature: string;
  sessionToken: string | undefined;
  /** The payload's hash as signed, or one of the `UNSIGNED-` and `STREAMING-` words. */
  payload: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_EXPIRES = 604_800;
const QUERY_NAMES = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature'].map(
  (name) => `X-Amz-${name}`,
);

/**
 * Finds the one signature of a request.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 * @throws S3Error AccessDenied when there is none: this store has no anonymous access.
 */
export function readClaim(request: S3Request): Claim {
  const authorization = request.headers.get('authorization');
  const names = Object.keys(request.query);
  const presigned = names.some((name) => /^x-amz-(?:algorithm|credential|signature)$/i.test(name));
  if (presigned && authorization !== undefined) {
    throw new S3Error(
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    );
  }
  if (presigned) return fromQuery(request, names);
  if (authorization !== undefined) return fromHeader(request, authorization);
  if (names.includes('AWSAccessKeyId') || names.includes('Signature')) throw unsupported();
  throw new S3Error('AccessDenied', 'Access Denied');
}

function fromQuery({ query, headers }: S3Request, names: string[]): Claim {
  const lowerCase = names.map((name) => name.toLowerCase()).filter((name) => name.startsWith('x-amz-'));
  const [algorithm, credential, date, expires, signedHeaders, signature] = QUERY_NAMES.map(
    (name) => query[name],
  );
  if (algorithm !== undefined && algorithm !== ALGORITHM) {
    throw queryError(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  }
  // A repeated parameter, or one repeated in another case, would leave open which one was signed.
  if (
    typeof credential !== 'string' ||
    typeof date !== 'string' ||
    typeof expires !== 'string' ||
    typeof signedHeaders !== 'string' ||
    typeof signature !== 'string' ||
    algorithm === undefined ||
    new Set(lowerCase).size < lowerCase.length
  ) {
    throw queryError(
      `Query-string authentication version 4 requires the ${QUERY_NAMES.join(', ')} parameters, each once.`,
    );
  }
  if (!/^-?\d+$/.test(expires)) throw queryError('X-Amz-Expires should be a number');
  if (Number(expires) < 0) throw queryError('X-Amz-Expires must be non-negative');
  if (Number(expires) > MAX_EXPIRES) {
    throw queryError(`X-Amz-Expires must be less than a week (in seconds) that is ${MAX_EXPIRES}`);
  }
  const scope = credential.split('/');
  if (scope.length !== 5) throw queryError('Error parsing the X-Amz-Credential parameter');
  return {
    by: 'query',
    ...scopeOf(scope),
    date,
    expires: Number(expires),
    signedHeaders: signedHeaders.split(';'),
    signature,
    sessionToken: parameter(query, 'X-Amz-Security-Token'),
    payload:
      headers.get('x-amz-content-sha256') ?? parameter(query, 'X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  };
}

function fromHeader({ headers }: S3Request, authorization: string): Claim {
  if (!authorization.startsWith(`${ALGORITHM} `)) throw unsupported();
  const fields = new Map(
    authorization
      .slice(ALGORITHM.length)
      .split(',')
      .map((field) => {
        const [name = '', ...value] = field.trim().split('=');
        return [name, value.join('=')] as const;
      }),
  );
  const scope = fields.get('Credential')?.split('/') ?? [];
  const signedHeaders = fields.get('SignedHeaders');
  const signature = fields.get('Signature');
  if (scope.length !== 5 || !signedHeaders || !signature) {
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      'The authorization header is malformed; it needs a Credential of five parts, SignedHeaders and Signature.',
    );
  }
  const payload = headers.get('x-amz-content-sha256');
  if (payload === undefined) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  return {
    by: 'header',
    ...scopeOf(scope),
    date: headers.get('x-amz-date') ?? '',
    signedHeaders: signedHeaders.split(';'),
    signature,
    sessionToken: headers.get('x-amz-security-token'),
    payload,
  };
}

function scopeOf([accessKeyId = '', scopeDate = '', region = '', service = '', terminator = '']: string[]) {
  return { accessKeyId, scopeDate, region, service, terminator };
}

function queryError(message: string): S3Error {
  return new S3Error('AuthorizationQueryParametersError', message);
}

function unsupported(): S3Error {
  return new S3Error(
    'InvalidRequest',
    `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
  );
}
