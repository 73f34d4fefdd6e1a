import { S3Error } from '../http/errors.ts';
import { parameter, type Query } from '../http/request.ts';
import { document, element, parent, S3_NAMESPACE } from '../http/xml.ts';
import { checkRead } from '../store/conditions.ts';
import type { ObjectVersion } from '../store/object-version.ts';
import { type Answer, type Call, currentVersion, demand, versionHeader, xmlAnswer } from './operation.ts';
import { readRange } from './range.ts';

/** Query parameters by which a signed URL sets headers of the answer. */
const OVERRIDES = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
];

/** What a header may carry: no control characters, so no line breaks either. */
const LATIN_1 = /^[\t\x20-\x7e\xa0-\xff]*$/;

/**
 * GET and HEAD of an object: conditions, one range, overridden headers, a version by its id.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function getObject(call: Call): Answer {
  const { request, bucket } = call;
  const version = currentVersion(call);
  checkRead(request.headers, version);
  const size = version.body.length;
  const range = readRange(request.headers.get('range'), size);
  const { first, last } = range ?? { first: 0, last: size - 1 };
  return {
    status: range ? 206 : 200,
    headers: {
      ...version.headers,
      ...overrides(request.query),
      'Accept-Ranges': 'bytes',
      'Content-Length': String(last + 1 - first),
      ...(range && { 'Content-Range': `bytes ${first}-${last}/${size}` }),
      ETag: `"${version.etag}"`,
      'Last-Modified': new Date(version.lastModified).toUTCString(),
      'x-amz-server-side-encryption': 'AES256',
      ...versionHeader(bucket, version),
      // S3 knows the checksum of the whole object alone.
      ...(request.headers.get('x-amz-checksum-mode') === 'ENABLED' && !range && checksumHeaders(version)),
    },
    ...(request.method !== 'HEAD' && { body: version.body.subarray(first, last + 1) }),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export function getObjectAttributes(call: Call): Answer {
  demand(call, 's3:GetObjectAttributes');
  const version = currentVersion(call);
  const wanted = new Set(
    (call.request.headers.get('x-amz-object-attributes') ?? '').split(',').map((name) => name.trim()),
  );
  const checksum = version.checksum;
  const answer = xmlAnswer(
    document(
      'GetObjectAttributesResponse',
      [
        wanted.has('ETag') ? element('ETag', version.etag) : '',
        wanted.has('Checksum') && checksum
          ? parent('Checksum', [
              element(
                `Checksum${checksum.header.slice('x-amz-checksum-'.length).toUpperCase()}`,
                checksum.value,
              ),
              element('ChecksumType', 'FULL_OBJECT'),
            ])
          : '',
        wanted.has('StorageClass') ? element('StorageClass', 'STANDARD') : '',
        wanted.has('ObjectSize') ? element('ObjectSize', version.body.length) : '',
      ],
      S3_NAMESPACE,
    ),
  );
  const headers = {
    'Last-Modified': new Date(version.lastModified).toUTCString(),
    ...versionHeader(call.bucket, version),
  };
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function checksumHeaders({ checksum }: ObjectVersion): Record<string, string> {
  return checksum ? { [checksum.header]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' } : {};
}

function overrides(query: Query): Record<string, string> {
  const set: Record<string, string> = {};
  for (const name of OVERRIDES) {
    const value = parameter(query, `response-${name}`);
    if (value === undefined) continue;
    if (!LATIN_1.test(value)) {
      throw new S3Error('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.', {
        ArgumentName: `response-${name}`,
        ArgumentValue: value,
      });
    }
    set[name] = value;
  }
  return set;
}
