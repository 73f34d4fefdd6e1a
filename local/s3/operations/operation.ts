import type { Identity } from '../auth/sigv4.ts';
import { S3Error } from '../http/errors.ts';
import { parameter, type S3Request } from '../http/request.ts';
import type { Change, ObjectVersion } from '../store/object-version.ts';
import type { BucketStore } from '../store/store.ts';

/** What an operation has at hand once the signature was found good and the action allowed. */
export interface Call {
  request: S3Request;
  bucket: BucketStore;
  identity: Identity;
  region: string;
  /** Tells a client that waits for `100 Continue` to send its body. */
  proceed: () => void;
  /** Whether the signer may do this; the resource is a key of this bucket, or the bucket itself. */
  allows: (action: string, key?: string) => boolean;
  /** Makes a change and hands it to the bucket's notifications, both or neither of it. The work must not wait. */
  commit: <Made extends Change | undefined>(work: () => Made) => Made;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

export interface Operation {
  /** As S3's API reference names it. */
  name: string;
  /** The IAM action it needs; undefined when it asks for each key by itself. */
  action: (request: S3Request) => string | undefined;
  run: (call: Call) => Answer | Promise<Answer>;
}

export function xmlAnswer(body: string): Answer {
  return { status: 200, headers: { 'Content-Type': 'application/xml' }, body };
}

/** @throws S3Error AccessDenied, in IAM's words. */
export function demand(call: Call, action: string, key = call.request.key): void {
  if (call.allows(action, key)) return;
  throw new S3Error(
    'AccessDenied',
    `User: ${call.identity.claim.accessKeyId} is not authorized to perform: ${action} on resource: "${resourceOf(call.bucket, key)}" because no identity-based policy allows the ${action} action`,
  );
}

export function resourceOf(bucket: BucketStore, key: string): string {
  return `arn:aws:s3:::${bucket.config.name}${key && `/${key}`}`;
}

/** @throws S3Error InvalidArgument for what no store gave out as a version id. */
export function versionIdOf({ query }: S3Request): string | undefined {
  const versionId = parameter(query, 'versionId');
  if (versionId === undefined || /^[A-Za-z0-9._-]{1,64}$/.test(versionId)) return versionId;
  throw new S3Error('InvalidArgument', 'Invalid version id specified', {
    ArgumentName: 'versionId',
    ArgumentValue: versionId,
  });
}

/**
 * The version that a read is about.
 * @throws S3Error NoSuchKey or NoSuchVersion; to a signer that may not list the bucket, AccessDenied instead of
 * NoSuchKey, as S3 does not tell it whether a key exists.
 */
export function currentVersion(call: Call): ObjectVersion {
  const { request, bucket } = call;
  const versionId = versionIdOf(request);
  const version = bucket.find(request.key, versionId);
  if (version?.deleteMarker) {
    const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId };
    if (versionId !== undefined) {
      throw new S3Error(
        'MethodNotAllowed',
        'The specified method is not allowed against this resource.',
        { Method: request.method, ResourceType: 'DeleteMarker' },
        { ...headers, Allow: 'DELETE' },
      );
    }
    demand(call, 's3:ListBucket', '');
    throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: request.key }, headers);
  }
  if (version) return version;
  demand(call, 's3:ListBucket', '');
  if (versionId === undefined) {
    throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: request.key });
  }
  throw new S3Error('NoSuchVersion', 'The specified version does not exist.', {
    Key: request.key,
    VersionId: versionId,
  });
}

export function versionHeader(bucket: BucketStore, version: ObjectVersion): Record<string, string> {
  const { versioned, suspended } = bucket.config;
  return versioned || suspended ? { 'x-amz-version-id': version.versionId } : {};
}
