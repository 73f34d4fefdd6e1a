import { S3Error } from '../http/errors.ts';
import { encode, parameter } from '../http/request.ts';
import { document, element, parent, S3_NAMESPACE } from '../http/xml.ts';
import type { ObjectVersion } from '../store/object-version.ts';
import { entriesOf, pageOf } from './entries.ts';
import { type Answer, type Call, xmlAnswer } from './operation.ts';

const MAX_KEYS = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listObjectsV2(call: Call): Answer {
  const { query } = call.request;
  const { prefix, delimiter, maxKeys, text } = listingOf(call);
  const token = parameter(query, 'continuation-token');
  const startAfter = parameter(query, 'start-after');
  const after = token === undefined ? startAfter : Buffer.from(token, 'base64url').toString('utf8');
  const { page, truncated } = pageOf(
    entriesOf(call.bucket, {
      prefix,
      delimiter,
      after: after === undefined ? undefined : { key: after },
      shown: ([newest]) => (newest && !newest.deleteMarker ? [newest] : []),
    }),
    maxKeys,
  );
  const last = page.at(-1);
  return xmlAnswer(
    document(
      'ListBucketResult',
      [
        ...headOf(call, prefix, delimiter, maxKeys, text),
        element('KeyCount', page.length),
        element('IsTruncated', truncated),
        token === undefined ? '' : element('ContinuationToken', token),
        startAfter === undefined ? '' : element('StartAfter', text(startAfter)),
        truncated && last
          ? element('NextContinuationToken', Buffer.from(last.name, 'utf8').toString('base64url'))
          : '',
        ...page.map(({ name, version }) =>
          version
            ? parent('Contents', [element('Key', text(name)), ...describe(version)])
            : parent('CommonPrefixes', [element('Prefix', text(name))]),
        ),
      ],
      S3_NAMESPACE,
    ),
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export function listObjectVersions(call: Call): Answer {
  const { query } = call.request;
  const { prefix, delimiter, maxKeys, text } = listingOf(call);
  const keyMarker = parameter(query, 'key-marker') || undefined;
  const versionMarker = parameter(query, 'version-id-marker') || undefined;
  if (versionMarker !== undefined && keyMarker === undefined) {
    throw new S3Error('InvalidArgument', 'A version-id marker cannot be specified without a key marker.', {
      ArgumentName: 'version-id-marker',
      ArgumentValue: versionMarker,
    });
  }
  const { page, truncated } = pageOf(
    entriesOf(call.bucket, {
      prefix,
      delimiter,
      after: keyMarker === undefined ? undefined : { key: keyMarker, versionId: versionMarker },
      shown: (versions) => versions,
    }),
    maxKeys,
  );
  const last = page.at(-1);
  const next =
    truncated && last
      ? [
          element('NextKeyMarker', text(last.name)),
          last.version ? element('NextVersionIdMarker', last.version.versionId) : '',
        ]
      : [];
  return xmlAnswer(
    document(
      'ListVersionsResult',
      [
        ...headOf(call, prefix, delimiter, maxKeys, text),
        element('KeyMarker', text(keyMarker ?? '')),
        element('VersionIdMarker', versionMarker ?? ''),
        element('IsTruncated', truncated),
        ...next,
        ...page.map(({ name, version }) => {
          if (!version) return parent('CommonPrefixes', [element('Prefix', text(name))]);
          const identity = [
            element('Key', text(name)),
            element('VersionId', version.versionId),
            element('IsLatest', call.bucket.find(name) === version),
          ];
          return version.deleteMarker
            ? parent('DeleteMarker', [...identity, describe(version)[0]!])
            : parent('Version', [...identity, ...describe(version)]);
        }),
      ],
      S3_NAMESPACE,
    ),
  );
}

function listingOf({ request: { query } }: Call) {
  const maxKeys = parameter(query, 'max-keys') ?? String(MAX_KEYS);
  if (!/^\d{1,9}$/.test(maxKeys)) {
    throw new S3Error('InvalidArgument', 'Provided max-keys not an integer or within integer range', {
      ArgumentName: 'max-keys',
      ArgumentValue: maxKeys,
    });
  }
  return {
    prefix: parameter(query, 'prefix') ?? '',
    delimiter: parameter(query, 'delimiter') ?? '',
    maxKeys: Math.min(Number(maxKeys), MAX_KEYS),
    text: parameter(query, 'encoding-type') === 'url' ? encode : (name: string) => name,
  };
}

function headOf(
  call: Call,
  prefix: string,
  delimiter: string,
  maxKeys: number,
  text: (name: string) => string,
) {
  return [
    element('Name', call.bucket.config.name),
    element('Prefix', text(prefix)),
    delimiter === '' ? '' : element('Delimiter', text(delimiter)),
    element('MaxKeys', maxKeys),
    text === encode ? element('EncodingType', 'url') : '',
  ];
}

function describe(version: ObjectVersion): string[] {
  return [
    element('LastModified', new Date(version.lastModified).toISOString()),
    element('ETag', `"${version.etag}"`),
    element('Size', version.body.length),
    element('StorageClass', 'STANDARD'),
  ];
}
