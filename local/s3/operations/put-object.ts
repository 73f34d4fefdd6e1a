import { createHash } from 'node:crypto';
import { readBody } from '../http/body.ts';
import { notImplemented, S3Error } from '../http/errors.ts';
import { checkWrite, readWriteConditions } from '../store/conditions.ts';
import type { Bytes, Change } from '../store/object-version.ts';
import type { BucketStore } from '../store/store.ts';
import { type Answer, type Call, demand, versionHeader } from './operation.ts';

/** Bytes, in UTF-8. */
const MAX_KEY_BYTES = 1024;

/** Kept with the object and given back with it; content-encoding is treated apart. */
const KEPT = ['content-type', 'content-disposition', 'content-language', 'cache-control', 'expires'];

/** The `x-amz-` headers of a PUT that mean something here; any other is refused rather than ignored. */
const UNDERSTOOD =
  /^x-amz-(?:content-sha256|date|security-token|user-agent|trailer|decoded-content-length|sdk-checksum-algorithm|checksum-[a-z0-9]+|meta-.+|acl|grant-.+|tagging|server-side-encryption|storage-class|expected-bucket-owner)$/;

/**
 * Stores an object, if everything said of it is true.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export async function putObject(call: Call): Promise<Answer> {
  const { request, bucket, identity } = call;
  const { headers, key } = request;
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', 'Your key is too long', { MaxSizeAllowed: String(MAX_KEY_BYTES) });
  }
  checkAmzHeaders(call);
  const conditions = readWriteConditions(headers);
  const write = bucket.begin(key);
  try {
    const newest = bucket.find(key);
    // Refused already here, before the body is sent; what counts is the check at the end.
    checkWrite(conditions, newest?.deleteMarker ? undefined : newest, key);
    const { bytes, checksum } = await readBody(request, identity, call.proceed);
    const etag = createHash('md5').update(bytes).digest('hex');
    const body = await bucket.hold(bytes);
    const content = { body, etag, headers: keptHeaders(headers), checksum };
    const change = stored(bucket, body, () => call.commit(() => bucket.put(write, content, conditions)));
    return {
      status: 200,
      headers: {
        ETag: `"${etag}"`,
        'x-amz-server-side-encryption': 'AES256',
        ...versionHeader(bucket, change.version),
        ...(checksum && { [checksum.header]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' }),
      },
    };
  } finally {
    bucket.abandon(write);
  }
}

/** Leaves no bytes behind of what is refused at last. */
function stored(bucket: BucketStore, body: Bytes, work: () => Change): Change {
  try {
    return work();
  } catch (error) {
    bucket.drop(body);
    throw error;
  }
}

function checkAmzHeaders(call: Call): void {
  const { headers } = call.request;
  for (const name of headers.keys()) {
    if (name.startsWith('x-amz-') && !UNDERSTOOD.test(name)) throw notImplemented(name);
  }
  const acl = headers.get('x-amz-acl');
  const grants = [...headers.keys()].some((name) => name.startsWith('x-amz-grant-'));
  if (acl !== undefined || grants) demand(call, 's3:PutObjectAcl');
  if (grants || (acl !== undefined && acl !== 'bucket-owner-full-control')) {
    throw new S3Error('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  if (headers.has('x-amz-tagging')) {
    demand(call, 's3:PutObjectTagging');
    throw notImplemented('x-amz-tagging');
  }
  if ((headers.get('x-amz-server-side-encryption') ?? 'AES256') !== 'AES256') {
    throw notImplemented('x-amz-server-side-encryption');
  }
  if ((headers.get('x-amz-storage-class') ?? 'STANDARD') !== 'STANDARD')
    throw notImplemented('x-amz-storage-class');
}

/** Of a request's headers, those that are stored with the object. */
export function keptHeaders(headers: ReadonlyMap<string, string>): Record<string, string> {
  const kept = [...headers].filter(([name]) => KEPT.includes(name) || name.startsWith('x-amz-meta-'));
  const codings = (headers.get('content-encoding') ?? '')
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'aws-chunked');
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept),
    ...(codings.length > 0 && { 'content-encoding': codings.join(',') }),
  };
}
