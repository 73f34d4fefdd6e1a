import { document, element } from './xml.ts';

/**
 * The codes that this store answers with, and the HTTP status of each.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const STATUS = {
  AccessControlListNotSupported: 400,
  AccessDenied: 403,
  AccessForbidden: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  BadRequest: 400,
  ConditionalRequestConflict: 409,
  EntityTooLarge: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidChunkSizeError: 403,
  InvalidDigest: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidToken: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedTrailerError: 400,
  MalformedXML: 400,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchVersion: 404,
  NotImplemented: 501,
  NotModified: 304,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
} as const;

export type ErrorCode = keyof typeof STATUS;

/** What the store refuses with. Whatever else is thrown becomes `InternalError`. */
export class S3Error extends Error {
  readonly code: ErrorCode;
  /** Elements beside Code and Message. */
  readonly details: Record<string, string>;
  /** Response headers beside the usual ones. */
  readonly headers: Record<string, string>;

  constructor(
    code: ErrorCode,
    message: string,
    details: Record<string, string> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'S3Error';
    this.code = code;
    this.details = details;
    this.headers = headers;
  }

  get status(): number {
    return STATUS[this.code];
  }
}

/** A header or a feature that S3 has and this store has not, told in S3's own words. */
export function notImplemented(feature: string): S3Error {
  return new S3Error(
    'NotImplemented',
    'A header you provided implies functionality that is not implemented',
    {
      Header: feature,
    },
  );
}

export function errorDocument(error: S3Error, requestId: string, hostId: string): string {
  const details = Object.entries(error.details).map(([name, text]) => element(name, text));
  return document('Error', [
    element('Code', error.code),
    element('Message', error.message),
    ...details,
    element('RequestId', requestId),
    element('HostId', hostId),
  ]);
}
